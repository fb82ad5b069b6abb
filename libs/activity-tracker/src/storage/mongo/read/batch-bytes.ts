import type { mongo } from 'mongoose';

/** Target size of a batch: the driver decodes a batch as a whole, and V8 must collect it as a whole. */
export const BATCH_BYTES = 1_048_576;
/** Keeps the first batch small while the size of the records is unknown. */
export const FIRST_BATCH = 4;
const MAX_GROWTH = 4;

export class BatchBytes {
  private size: number;

  constructor(private readonly most: number) {
    this.size = Math.min(FIRST_BATCH, most);
  }

  get next(): number {
    return this.size;
  }

  came(records: number, bytes: number): void {
    if (records === 0) return;
    const fitting = Math.floor((BATCH_BYTES * records) / Math.max(1, bytes));
    this.size = Math.max(1, Math.min(this.most, this.size * MAX_GROWTH, fitting));
  }
}

/**
 * The driver's method works only before the first batch, but the cursor reads this option for each batch.
 * With a driver that stores it elsewhere, the first number stays in use.
 */
export function setBatchSize(cursor: mongo.FindCursor, size: number): void {
  const { cursorOptions } = cursor as unknown as { cursorOptions?: { batchSize?: number } };
  if (cursorOptions) cursorOptions.batchSize = size;
}
