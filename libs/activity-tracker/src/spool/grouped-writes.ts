import type { SpoolEntry } from './segments/segment-file.js';

const GROUP_BYTES = 256 * 1024;

/** Writes documents one after another, of these lengths. False if none is written. Must not throw. */
type Write = (
  entries: readonly SpoolEntry[],
  documents: Uint8Array,
  lengths: readonly number[],
  isRetried: boolean,
) => boolean;

/** Collects documents for one system call: copies, because their memory may be used again meanwhile. */
export class GroupedWrites {
  private readonly memory = Buffer.allocUnsafeSlow(GROUP_BYTES);
  private entries: SpoolEntry[] = [];
  private lengths: number[] = [];
  private isOpen = false;
  size = 0;

  constructor(private readonly write: Write) {}

  /** Writes what `append` adds, before this returns. */
  together(append: () => void): void {
    if (this.isOpen) return append();
    this.isOpen = true;
    try {
      append();
    } finally {
      this.flush();
      this.isOpen = false;
    }
  }

  /** False if the document has to be written by itself. */
  add(entry: SpoolEntry, document: Uint8Array): boolean {
    if (!this.isOpen || document.length > GROUP_BYTES) return false;
    if (this.size + document.length > GROUP_BYTES) this.flush();
    this.memory.set(document, this.size);
    this.size += document.length;
    this.entries.push(entry);
    this.lengths.push(document.length);
    return true;
  }

  /** One document after another where they cannot be written together: the disk may have room for some. */
  flush(): void {
    const { entries, lengths, size } = this;
    if (size === 0) return;
    this.entries = [];
    this.lengths = [];
    this.size = 0;
    const isRetried = entries.length > 1;
    if (this.write(entries, this.memory.subarray(0, size), lengths, isRetried) || !isRetried) return;
    let start = 0;
    for (const [index, entry] of entries.entries()) {
      const end = start + lengths[index]!;
      if (!this.write([entry], this.memory.subarray(start, end), [end - start], false)) return;
      start = end;
    }
  }
}
