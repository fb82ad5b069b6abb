import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HistoryBusyError, QueryGate } from './query-gate.js';

/** A query that ends when it is told to. */
function query() {
  let end!: (value: string) => void;
  let fail!: (error: Error) => void;
  const ended = new Promise<string>((resolve, reject) => {
    [end, fail] = [resolve, reject];
  });
  return { run: vi.fn(() => ended), end, fail };
}

describe('QueryGate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets so many run at the same time, and the next one when one of them ends', async () => {
    const gate = new QueryGate({ maxConcurrent: 2 });
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

  it('turns away who has waited for two seconds, and keeps no place for them', async () => {
    const gate = new QueryGate({ maxConcurrent: 1 });
    const [long, late, next] = [query(), query(), query()];
    const running = gate.run(long.run);
    const turnedAway = gate.run(late.run).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_999);
    const waiting = gate.run(next.run);
    await vi.advanceTimersByTimeAsync(1);
    expect(await turnedAway).toBeInstanceOf(HistoryBusyError);
    long.end('at last');
    next.end('in time');
    expect(await Promise.all([running, waiting])).toEqual(['at last', 'in time']);
    expect(late.run).not.toHaveBeenCalled();
  });

  it('a query that fails makes room as any other', async () => {
    const gate = new QueryGate({ maxConcurrent: 1 });
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
});
