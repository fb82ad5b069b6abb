import { vi } from 'vitest';

/** Milliseconds. It ends what never comes; on a busy machine things come later. */
const PATIENCE = 30_000;

/** Repeats a check until it holds; where time is fake, it goes on between two checks. */
export const eventually = <T>(
  check: () => T | Promise<T>,
  settings: { timeout?: number; interval?: number } = {},
): Promise<T> => vi.waitFor(check, { timeout: PATIENCE, ...settings });
