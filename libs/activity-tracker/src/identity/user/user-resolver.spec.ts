import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveByHost } from './user-resolver.js';

describe('resolveByHost', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['an id', 7, { userId: 7, payload: {} }],
    ['a promise of an id', Promise.resolve('u'), { userId: 'u', payload: {} }],
    ['an id and claims', { id: 7, payload: { company_id: 3 } }, { userId: 7, payload: { company_id: 3 } }],
    ['an id with an invalid payload', { id: 7, payload: 'x' }, { userId: 7, payload: {} }],
    ['undefined', undefined, null],
    ['null', null, null],
    ['false', false, null],
    ['an empty text', '', null],
    ['an object whose id is undefined', { id: undefined, payload: {} }, null],
    ['a promise of undefined', Promise.resolve(), null],
  ])('understands %s', async (_, answer, identity) => {
    expect(await resolveByHost(() => answer, {})).toEqual(identity);
  });

  it.each([
    ['an object without id', { name: 'x', email: 'y' }, ['name', 'email']],
    ['an operator for an id', { id: { $gt: '' } }, ['id']],
    ['NaN', Number.NaN, []],
    ['the text "undefined"', 'undefined', []],
    ['true', true, []],
  ])('refuses %s as an id, and names its keys', async (_, answer, names) => {
    expect(await resolveByHost(() => answer, {})).toMatchObject({ cause: 'unusableId', detail: 'resolveUser', names });
  });

  it('returns synchronously if resolveUser does', () => {
    expect(resolveByHost(() => 7, {})).toEqual({ userId: 7, payload: {} });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('broken');
      },
    ],
  ])('reports the error of a resolveUser that %s', async (_, resolve) => {
    expect(await resolveByHost(resolve, {})).toMatchObject({ cause: 'resolveUser', detail: 'broken' });
  });

  it('fails a hanging resolveUser after five seconds', async () => {
    const answer = resolveByHost(() => new Promise(() => {}), {});
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toMatchObject({ cause: 'resolveUser', detail: 'resolveUser took longer than 5 s' });
  });
});
