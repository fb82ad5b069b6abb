import { describe, expect, it } from 'vitest';
import { joinedSessions } from '../src/api/sessions';
import { coarser, fromFirstCall, stillFills, withSomeTime } from '../src/api/timeline';
import type { Session } from '../src/api/people-types';
import type { Activity } from '../src/api/record-types';
import type { Timeline } from '../src/api/statistics-types';
import { ticksFor } from '../src/ui/histogram-ticks';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
const timeline = (calls: readonly number[]): Timeline => ({
  time_zone: 'UTC',
  slot: '1h',
  missing: [],
  later: null,
  slots: calls.map((count, index) => ({
    from: at(index),
    to: at(index + 1),
    calls: count,
    by_class: { none: 0, '1xx': 0, '2xx': count, '3xx': 0, '4xx': 0, '5xx': 0 },
  })),
});

describe('a timeline', () => {
  it('is made coarser for little room, and nothing is lost', () => {
    const { slots } = coarser(timeline([1, 2, 3, 4, 5]), 2);
    expect(slots.map(({ from, to, calls, by_class }) => [from, to, calls, by_class['2xx']])).toEqual([
      [at(0), at(3), 6, 6],
      [at(3), at(5), 9, 9],
    ]);
    const same = timeline([1, 2]);
    expect(coarser(same, 2)).toBe(same);
  });

  it('of all time begins with the first call', () => {
    expect(withSomeTime('status:5xx')).toBe('status:5xx from:2000-01-01');
    expect(withSomeTime('status:5xx since:1h')).toBe('status:5xx since:1h');
    expect(fromFirstCall('status:5xx', timeline([0, 0, 3]))).toBe(`status:5xx from:${at(2)}`);
    expect(fromFirstCall('status:5xx', timeline([0, 0]))).toBeUndefined();
  });

  it.each([
    ['since:7d', true],
    ['from:2026-01-01', true],
    [`to:${at(1)}`, false],
    [`to:${at(9)}`, true],
    [`before:"${at(1)}"`, false],
  ])('still fills: %s', (query, fills) => expect(stillFills(query, Date.parse(at(5)))).toBe(fills));
});

describe('sessions over several pages', () => {
  const session = (id: string | null, from: number, to: number, continues = false): Session => ({
    id,
    from: at(from),
    to: at(to),
    calls: [{ _id: `${from}` } as Activity],
    errors: 1,
    countries: ['Germany'],
    devices: [`device ${from}`],
    addresses: [],
    continues,
  });

  it('are one again where a page cut them in two', () => {
    const joined = joinedSessions([
      { sessions: [session('a', 8, 9), session('b', 6, 7, true)], next: '1' },
      { sessions: [session('b', 4, 5, true), session('c', 3, 4)], next: '2' },
      { sessions: [session('b', 2, 3), session(null, 1, 2)], next: null },
    ]);
    expect(joined.map(({ id, from, to, calls, errors }) => [id, from, to, calls.length, errors])).toEqual([
      ['a', at(8), at(9), 1, 1],
      ['b', at(2), at(7), 3, 3],
      ['c', at(3), at(4), 1, 1],
      [null, at(1), at(2), 1, 1],
    ]);
    expect(joined[1]!.devices).toEqual(['device 6', 'device 4', 'device 2']);
  });

  it('stay apart where nothing goes on', () => {
    const pages = [
      { sessions: [session(null, 8, 9)], next: '1' },
      { sessions: [session(null, 1, 2)], next: null },
    ];
    expect(joinedSessions(pages)).toHaveLength(2);
  });
});

describe('labels of the axis', () => {
  it.each([
    ['stand where the text changes', ['a', 'a', 'b', 'b'], 400, ['a', 'b']],
    ['leave one out where there is no room', ['a', 'b', 'c', 'd'], 160, ['a', 'c']],
    [
      'are not cut at the end',
      ['January 2026', 'January 2026', 'January 2026', 'February 2026'],
      320,
      ['January 2026'],
    ],
  ])('%s', (_, texts, width, expected) => {
    expect(ticksFor(texts, width).map(({ text }) => text)).toEqual(expected);
  });
});
