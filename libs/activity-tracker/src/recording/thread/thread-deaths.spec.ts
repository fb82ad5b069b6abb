import { afterEach, expect, it, vi } from 'vitest';
import { ThreadDeaths } from './thread-deaths.js';

afterEach(() => vi.useRealTimers());

it.each([
  ['ended', false, 30_000, true],
  ['ended', false, 31_000, false],
  ['hung', true, 299_000, true],
  ['hung', true, 301_000, false],
])('gives up after three threads that %s, unless the first was long ago', (_, isHanging, apartMs, expected) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const logger = { warn: vi.fn(), error: vi.fn() };
  const deaths = new ThreadDeaths(logger);
  const given = [1, 2, 3].map((number) => {
    const isTooMany = deaths.add(`of reason ${number}`, isHanging);
    vi.advanceTimersByTime(apartMs - 1);
    return isTooMany;
  });
  expect(given).toEqual([false, false, expected]);
  expect(logger.warn.mock.calls.flat().join()).toContain('of reason 1');
  expect({ warnings: logger.warn.mock.calls.length, errors: logger.error.mock.calls.length }).toEqual({
    warnings: 1,
    errors: Number(expected),
  });
});
