import { afterAll, vi } from 'vitest';
import { dropDatabases } from './recording-thread.js';

/** For files that share a process: what one of them replaced is as it was for the next. */
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
afterAll(dropDatabases);
