import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  let dog: Watchdog;
  let expire: ReturnType<typeof vi.fn<() => void>>;
  beforeEach(() => {
    vi.useFakeTimers();
    dog = new Watchdog(30);
    expire = vi.fn<() => void>();
  });
  afterEach(() => void vi.useRealTimers());

  it('expires once after its time, and leaves no timer behind', () => {
    dog.watch(expire);
    vi.advanceTimersByTime(29_000);
    expect([expire.mock.calls.length, dog.expired]).toEqual([0, 0]);
    vi.advanceTimersByTime(60_000);
    expect([expire.mock.calls.length, dog.expired]).toEqual([1, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives work that beats its time again', () => {
    const { beat } = dog.watch(expire);
    for (let round = 0; round < 5; round++) {
      vi.advanceTimersByTime(29_000);
      beat();
    }
    expect(dog.expired).toBe(0);
    vi.advanceTimersByTime(30_000);
    expect(expire).toHaveBeenCalledOnce();
  });

  it('is quiet about work that ended, and leaves no timer behind', () => {
    const { end } = dog.watch(expire);
    end();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(expire).not.toHaveBeenCalled();
  });

  it('ignores a clock that jumps', () => {
    dog.watch(expire);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(1_000);
    expect(expire).not.toHaveBeenCalled();
  });
});
