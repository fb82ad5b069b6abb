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

  it.each<[string, [kind: string, caller: string, name: string][], string]>([
    [
      'one caller in order of arrival',
      [
        ['own', '7', 'a'],
        ['own', '7', 'b'],
        ['own', '7', 'c'],
      ],
      'a b c',
    ],
    [
      'callers by turns',
      [
        ['own', '7', 'a'],
        ['own', '7', 'b'],
        ['own', '7', 'c'],
        ['own', '8', 'd'],
      ],
      'a d b c',
    ],
    [
      'kinds by turns, however many ask',
      [
        ['own', '7', 'a'],
        ['own', '8', 'b'],
        ['own', '9', 'c'],
        ['all', '1', 'd'],
        ['all', '1', 'e'],
      ],
      'a d b e c',
    ],
  ])('lets in %s', async (_, waiting, order) => {
    const gate = new Gate(1);
    const leave = await gate.enter();
    const begun: string[] = [];
    const done = waiting.map(async ([kind, caller, name]) => {
      const end = await gate.enter({ kind, caller });
      begun.push(name);
      end();
    });
    leave();
    await Promise.all(done);
    expect([begun.join(' '), vi.getTimerCount()]).toEqual([order, 0]);
    expect(await gate.run(async () => 'free')).toBe('free');
  });

  it('forgets who waited for too long', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter();
    const late = [gate.enter({ kind: 'own', caller: '7' }), gate.enter({ kind: 'own', caller: '8' })];
    const outcomes = Promise.allSettled(late);
    await vi.advanceTimersByTimeAsync(2_000);
    leave();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await gate.run(async () => 'free')).toBe('free');
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
