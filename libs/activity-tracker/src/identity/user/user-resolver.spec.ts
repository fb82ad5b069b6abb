import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askHost } from './user-resolver.js';

describe('askHost', () => {
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
    ['an id with claims that are none', { id: 7, payload: 'x' }, { userId: 7, payload: {} }],
    ['undefined', undefined, null],
    ['null', null, null],
    ['false', false, null],
    ['an empty text', '', null],
    ['an object whose id is undefined', { id: undefined, payload: {} }, null],
    ['a promise of nothing', Promise.resolve(), null],
  ])('understands %s', async (_, answer, identity) => {
    expect(await askHost(() => answer, {})).toEqual(identity);
  });

  it.each([
    ['an object without id', { name: 'x', email: 'y' }, ['name', 'email']],
    ['an operator for an id', { id: { $gt: '' } }, ['id']],
    ['NaN', Number.NaN, []],
    ['the text "undefined"', 'undefined', []],
    ['true', true, []],
  ])('refuses %s as an id, and names its keys', async (_, answer, names) => {
    expect(await askHost(() => answer, {})).toMatchObject({ cause: 'unusableId', detail: 'resolveUser', names });
  });

  it('answers at once where the host does', () => {
    expect(askHost(() => 7, {})).toEqual({ userId: 7, payload: {} });
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
  ])('one that %s has failed, and says with which error', async (_, resolve) => {
    expect(await askHost(resolve, {})).toMatchObject({ cause: 'resolveUser', detail: 'broken' });
  });

  it('one that hangs has failed after five seconds', async () => {
    const answer = askHost(() => new Promise(() => {}), {});
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toMatchObject({ cause: 'resolveUser', detail: 'resolveUser took longer than 5 s' });
  });
});
