import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answeredInTime, DeadlineExceededError, settledWithin, withDeadline } from './deadline.js';

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

  it('rejects after its time, and not before', async () => {
    const ended = vi.fn<(error: unknown) => void>();
    withDeadline(new Promise(() => {}), 5_000).catch(ended);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledExactlyOnceWith(new DeadlineExceededError(5_000));
  });

  it('ignores a rejection after its time', async () => {
    let fail: (error: Error) => void = () => {};
    const late = withDeadline(new Promise((_resolve, reject) => (fail = reject)), 10);
    const outcome = expect(late).rejects.toThrow('no answer within 0.01 s');
    await vi.advanceTimersByTimeAsync(10);
    fail(new Error('late'));
    await outcome;
  });
});

describe('settledWithin', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is true for work that ends in time', async () => {
    expect(await settledWithin(Promise.resolve(), 1_000)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is false for work that takes longer', async () => {
    const settled = settledWithin(new Promise(() => {}), 1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await settled).toBe(false);
  });

  it('rejects as the work does, even with a DeadlineExceededError', async () => {
    await expect(settledWithin(Promise.reject(new DeadlineExceededError(1_000)), 1_000)).rejects.toThrow('within 1 s');
  });
});

describe('answeredInTime', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('resolves to the result of the function, whether a promise or not', async () => {
    expect(await answeredInTime('now', 'resolveUser')).toBe('now');
    expect(await answeredInTime(Promise.resolve('later'), 'resolveUser')).toBe('later');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('names the function that took too long', async () => {
    const outcome = expect(answeredInTime(new Promise(() => {}), 'resolveUser')).rejects.toThrow(
      'resolveUser took longer than 5 s',
    );
    await vi.advanceTimersByTimeAsync(5_000);
    await outcome;
  });
});
