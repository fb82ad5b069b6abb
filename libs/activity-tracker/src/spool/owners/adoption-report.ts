import type { SegmentFile } from '../segments/segment-file.js';

export interface AdoptedFiles {
  processes: number;
  files: number;
  bytes: number;
}

export interface AdoptionListener {
  /** Files were taken over; their records are going to be stored. Must not throw. */
  adopted(files: AdoptedFiles): void;
  /** All of them are stored, and their files deleted. Must not throw. */
  adoptedStored(files: number, records: number): void;
}

/** Tells of files of ended processes when they are taken over, and when their records are stored. */
export class AdoptionReport {
  private readonly left = new Set<SegmentFile>();
  private files = 0;
  private records = 0;

  constructor(private readonly listener: AdoptionListener) {}

  begin(segments: readonly SegmentFile[]): void {
    if (segments.length === 0) return;
    for (const segment of segments) this.left.add(segment);
    this.files += segments.length;
    const processes = new Set(segments.map(({ id }) => id.instance)).size;
    const bytes = segments.reduce((sum, { size }) => sum + size, 0);
    this.listener.adopted({ processes, files: segments.length, bytes });
  }

  confirmed({ isAdopted }: SegmentFile): void {
    if (isAdopted) this.records++;
  }

  /** Called for each record: looks at the first files only, of which there may be 100,000. */
  look(): void {
    if (this.left.size === 0) return;
    for (const segment of this.left) {
      if (!segment.isRemoved) return;
      this.left.delete(segment);
    }
    this.listener.adoptedStored(this.files, this.records);
    this.files = this.records = 0;
  }
}
