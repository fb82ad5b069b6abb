/** State of the spool, counted since the application started. @publicApi */
export interface SpoolStats {
  /** Bytes of segments on disk now, also of those adopted from processes that have ended. */
  bytes: number;
  /** Segments on disk now. */
  segments: number;
  /** Records written to disk. */
  appended: number;
  /** Records that were read back from disk to be stored. */
  replayed: number;
  /** Directories taken over from processes that had ended. */
  adopted: number;
  /** Records that were deleted from disk before they were stored: `buffer.whenSpoolIsFull` is `'drop-oldest'`. */
  dropped: number;
  /** Stretches of files that are no intact document, kept in `quarantine/`. */
  quarantined: number;
  /** Records that the store rejected, kept in `quarantine/` with the cause. */
  rejected: number;
  /** Records and stretches of persons who were erased, removed from `quarantine/`. */
  erased: number;
  /**
   * Failed calls to the file system, by code. `FULL`: `buffer.maxSpoolBytes` was reached. `QUARANTINE_FULL`: so was the share of it for
   * records that the store rejected. `QUARANTINE_FOREIGN`: `quarantine` is a link, or no directory. `FOREIGN_FILES`: files that are not of a
   * spool were found.
   */
  failures: Record<string, number>;
  /** Whether the last write or sync succeeded. */
  isHealthy: boolean;
}

export class SpoolCounts {
  appended = 0;
  replayed = 0;
  adopted = 0;
  dropped = 0;
  quarantined = 0;
  rejected = 0;
  erased = 0;
  readonly failures: Record<string, number> = {};

  get failureCount(): number {
    return Object.values(this.failures).reduce((sum, count) => sum + count, 0);
  }

  failed(code: string): void {
    this.failures[code] = (this.failures[code] ?? 0) + 1;
  }
}
