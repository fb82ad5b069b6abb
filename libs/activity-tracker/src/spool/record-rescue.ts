import type { ActivityLog } from '../record/activity-log.js';
import type { SegmentFile, SpoolEntry } from './segments/segment-file.js';
import type { SupersededSegments } from './segments/superseded-segments.js';

/** Writes records that memory still holds once more, where their file was deleted, taken, or abandoned after an error. */
export class RecordRescue {
  isRewriting = false;
  private readonly homeless = new Set<SpoolEntry>();
  /** Of these, those for which there was no room, until a gap record names them. */
  private readonly unnamed = new Set<SpoolEntry>();
  private readonly named = new WeakSet<SpoolEntry>();

  constructor(
    private readonly append: (entry: SpoolEntry) => SpoolEntry | undefined,
    private readonly superseded: SupersededSegments,
  ) {}

  /** Writes what memory holds of an abandoned file to another one. */
  replace(segment: SegmentFile): void {
    const replacements = new Map<SegmentFile, number>();
    for (const entry of segment.live) {
      if (!this.rewrite(entry)) return;
      segment.live.delete(entry);
      replacements.set(entry.segment!, entry.segment!.size);
    }
    this.superseded.add(segment, replacements);
  }

  take(segment: SegmentFile): void {
    for (const entry of segment.live) {
      entry.segment = undefined;
      this.homeless.add(entry);
    }
    segment.live.clear();
  }

  /** Writes what was {@link take taken}, until the disk refuses one. */
  rewriteAll(): void {
    for (const entry of this.homeless) {
      if (!this.rewrite(entry)) return this.noteUnnamed();
      this.forget(entry);
    }
  }

  get hasUnnamed(): boolean {
    return this.unnamed.size > 0;
  }

  /** Records that no file holds, each once. */
  takeUnnamed(): ActivityLog[] {
    const records = Array.from(this.unnamed, ({ record }) => record);
    for (const entry of this.unnamed) this.named.add(entry);
    this.unnamed.clear();
    return records;
  }

  forget(entry: SpoolEntry): void {
    this.homeless.delete(entry);
    this.unnamed.delete(entry);
  }

  private noteUnnamed(): void {
    for (const entry of this.homeless) if (!this.named.has(entry)) this.unnamed.add(entry);
  }

  private rewrite(entry: SpoolEntry): boolean {
    this.isRewriting = true;
    const copy = this.append(entry);
    this.isRewriting = false;
    if (!copy?.segment) return false;
    copy.segment.live.delete(copy);
    copy.segment.live.add(entry);
    entry.segment = copy.segment;
    entry.index = copy.index;
    return true;
  }
}
