import { StoreTimeoutError } from './port/store-errors.js';

/** Index queries usually take a fraction of this. */
const INDEX_QUERY_MS = 2_000;
const FEWER = 10;

/**
 * Reads the newest records by index; if that takes too long, fewer of them, and in slices if that does, too.
 * @throws StoreTimeoutError of the last attempt
 */
export async function newestInTime<T>(
  count: number,
  byIndex: (count: number, maxTimeMs: number) => Promise<T>,
  bySlices: () => Promise<T>,
): Promise<T> {
  for (const most of [count, Math.ceil(count / FEWER)])
    try {
      return await byIndex(most, INDEX_QUERY_MS);
    } catch (error) {
      if (!(error instanceof StoreTimeoutError)) throw error;
    }
  return bySlices();
}
