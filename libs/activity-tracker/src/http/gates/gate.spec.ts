import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusyError, Gate } from './gate.js';

function query() {
  let end!: (value: string) => void;
  let fail!: (error: Error) => void;
  const ended = new Promise<string>((resolve, reject) => {
    [end, fail] = [resolve, reject];
  });
  return { run: vi.fn(() => ended), end, fail };
}

describe('Gate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs up to its limit at the same time, and the next one when one of them ends', async () => {
    const gate = new Gate(2);
    const queries = [query(), query(), query(), query()];
    const answers = queries.map(({ run }) => gate.run(run));
    const begun = () => queries.map(({ run }) => run.mock.calls.length);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toEqual([1, 1, 0, 0]);
    queries[1]!.end('second');
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toEqual([1, 1, 1, 0]);
    for (const { end } of queries) end('ended');
    expect(await Promise.all(answers)).toEqual(['ended', 'second', 'ended', 'ended']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects a caller after two seconds, and keeps no slot for it', async () => {
    const gate = new Gate(1);
    const [long, late, next] = [query(), query(), query()];
    const running = gate.run(long.run);
    const turnedAway = gate.run(late.run).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_999);
    const waiting = gate.run(next.run);
    await vi.advanceTimersByTimeAsync(1);
    expect(await turnedAway).toBeInstanceOf(BusyError);
    long.end('at last');
    next.end('in time');
    expect(await Promise.all([running, waiting])).toEqual(['at last', 'in time']);
    expect(late.run).not.toHaveBeenCalled();
  });

  it('a query that fails makes room as any other', async () => {
    const gate = new Gate(1);
    const [broken, next] = [query(), query()];
    const failing = gate.run(broken.run).catch((error: Error) => error.message);
    const waiting = gate.run(next.run);
    broken.fail(new Error('broken'));
    next.end('fine');
    expect(await Promise.all([failing, waiting])).toEqual(['broken', 'fine']);
    const last = query();
    last.end('free');
    expect(await gate.run(last.run)).toBe('free');
  });

  it('releases a slot once, however often it is called', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter();
    leave();
    leave();
    const [first, second] = [query(), query()];
    void gate.run(first.run);
    void gate.run(second.run);
    await vi.advanceTimersByTimeAsync(0);
    expect([first, second].map(({ run }) => run.mock.calls.length)).toEqual([1, 0]);
    first.end('');
    second.end('');
    await vi.advanceTimersByTimeAsync(0);
  });
});
