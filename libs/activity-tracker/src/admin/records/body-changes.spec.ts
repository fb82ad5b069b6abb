import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import { KnownState } from './body-changes.js';

const answering = (response: unknown): ActivityLog => ({ method: 'GET', status_code: 200, response }) as ActivityLog;

describe('KnownState', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['a text', 'open', 'open\nagain', 'open\nagain'],
    ['a number', 1, 2, 2],
    ['a date', new Date(0), new Date(1000), '1970-01-01T00:00:01.000Z'],
    ['a date that is none', new Date(0), new Date(Number.NaN), 'Invalid Date'],
    ['a value of BSON that has no text', 1, { _bsontype: 'Other', toString: 'no function' }, '[object Object]'],
    ['nothing', 1, undefined, 'undefined'],
  ])('tells a change to %s', (_, before, after, shown) => {
    const state = new KnownState();
    state.next(answering({ field: before }));
    expect(state.next(answering({ field: after }))).toEqual([
      { path: 'field', before: before instanceof Date ? before.toISOString() : before, after: shown },
    ]);
  });

  it('takes a field seen for the first time for no change, and one that is the same for none', () => {
    const state = new KnownState();
    expect(state.next(answering({ a: 1 }))).toEqual([]);
    expect(state.next(answering({ a: 1, b: 1 }))).toEqual([]);
  });
});
