/**
 * Why a log is not as it was recorded. `changed`: a record; `key`: linked with another key or without one; `order`: a
 * record does not follow the one before; `inserted`: a record that no process vouches for; `cut`: records that a
 * checkpoint proves are missing; `checkpoint`: a checkpoint is forged, damaged or missing.
 */
export type FindingKind = 'changed' | 'key' | 'order' | 'inserted' | 'cut' | 'checkpoint';

export interface IntegrityFinding {
  readonly kind: FindingKind;
  readonly text: string;
}

const MOST_LISTED = 100;

export class Findings {
  readonly list: IntegrityFinding[] = [];
  readonly counts = new Map<FindingKind, number>();

  add(kind: FindingKind, text: string): void {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count <= MOST_LISTED) this.list.push({ kind, text });
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Whether records that are missing are explained: by retention, an erasure, or a gap record. */
export type Explanation = (instance: string, from: number, to: number) => boolean;
