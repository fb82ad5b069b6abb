/** What becomes of records for which `buffer.maxSpoolBytes` leaves no room. @publicApi */
export type FullSpoolPolicy = 'drop-newest' | 'drop-oldest' | 'reject';

const GAP_BYTES = 1024 * 1024;

/** Bytes that segments may take. */
export class SpoolQuota {
  private used = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly policy: FullSpoolPolicy,
  ) {}

  get dropsOldest(): boolean {
    return this.policy === 'drop-oldest';
  }

  hasRoomFor(bytes: number): boolean {
    return this.used + bytes <= this.maxBytes;
  }

  /** Records that tell of others which are missing may take a little more. */
  hasRoomForGap(bytes: number): boolean {
    return this.used + bytes <= this.maxBytes + GAP_BYTES;
  }

  grew(bytes: number): void {
    this.used += bytes;
  }

  shrank(bytes: number): void {
    this.used -= bytes;
  }
}
