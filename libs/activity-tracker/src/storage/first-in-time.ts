import { StoreTimeoutError } from './port/store-errors.js';

/** The result of the first attempt that the store answers in time. @throws StoreTimeoutError of the last */
export async function firstInTime<T>(attempt: () => Promise<T>, ...further: (() => Promise<T>)[]): Promise<T> {
  const [next, ...rest] = further;
  if (!next) return attempt();
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof StoreTimeoutError)) throw error;
    return firstInTime(next, ...rest);
  }
}
