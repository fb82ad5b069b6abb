import type { mongo } from 'mongoose';

/** A batch should be about this large: the driver takes it over in one piece, and memory for it is a matter of V8's collector. */
export const BATCH_BYTES = 1_048_576;
/** Whatever records are like, the first batch is not large. */
export const FIRST_BATCH = 4;
const MAX_GROWTH = 4;

/** How many records to ask for next, by how large those of the batch before were. */
export class BatchBytes {
  private size: number;

  /** @param most records in a batch */
  constructor(private readonly most: number) {
    this.size = Math.min(FIRST_BATCH, most);
  }

  get next(): number {
    return this.size;
  }

  /** Takes note of a batch that came. */
  came(records: number, bytes: number): void {
    if (records === 0) return;
    const fitting = Math.floor((BATCH_BYTES * records) / Math.max(1, bytes));
    this.size = Math.max(1, Math.min(this.most, this.size * MAX_GROWTH, fitting));
  }
}

/**
 * Sets how many documents a cursor asks for from now on. The driver has a method for it before the first batch only, while the
 * cursor reads the number from its options for each batch. A driver that keeps them elsewhere keeps the number of the first.
 */
export function setBatchSize(cursor: mongo.FindCursor, size: number): void {
  const { cursorOptions } = cursor as unknown as { cursorOptions?: { batchSize?: number } };
  if (cursorOptions) cursorOptions.batchSize = size;
}
