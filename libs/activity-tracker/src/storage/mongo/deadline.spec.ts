import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineExceededError, withDeadline } from './deadline.js';

describe('withDeadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('passes on a result and leaves no timer behind', async () => {
    expect(await withDeadline(Promise.resolve('done'), 5_000)).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on a failure and leaves no timer behind', async () => {
    await expect(withDeadline(Promise.reject(new Error('no')), 5_000)).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up after its time, and not before', async () => {
    const ended = vi.fn<(error: unknown) => void>();
    withDeadline(new Promise(() => {}), 5_000).catch(ended);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledExactlyOnceWith(new DeadlineExceededError(5_000));
  });

  it('does not mind work that fails after its time', async () => {
    let fail: (error: Error) => void = () => {};
    const late = withDeadline(new Promise((_resolve, reject) => (fail = reject)), 10);
    const outcome = expect(late).rejects.toThrow('no answer within 0.01 s');
    await vi.advanceTimersByTimeAsync(10);
    fail(new Error('late'));
    await outcome;
  });
});
