import type { SegmentFile } from './segment-file.js';

export class SupersededSegments {
  /** By abandoned file, how much of which others has to be durable. */
  private readonly replacements = new Map<SegmentFile, ReadonlyMap<SegmentFile, number>>();

  /** @param replacements how many bytes of which files replace it */
  add(segment: SegmentFile, replacements: ReadonlyMap<SegmentFile, number>): void {
    this.replacements.set(segment, replacements);
  }

  has(segment: SegmentFile): boolean {
    return this.replacements.has(segment);
  }

  delete(segment: SegmentFile): void {
    this.replacements.delete(segment);
  }

  /** Forgets, and returns, the files that are no longer needed. */
  takeReplaced(): SegmentFile[] {
    const replaced = [...this.replacements].filter(([, others]) =>
      [...others].every(([segment, size]) => segment.isRemoved || segment.durableSize >= size),
    );
    for (const [segment] of replaced) this.replacements.delete(segment);
    return replaced.map(([segment]) => segment);
  }
}
