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
    ['nothing', undefined, null],
    ['null', null, null],
    ['an object without id', { name: 'x' }, null],
    ['an operator for an id', { id: { $gt: '' } }, null],
  ])('%s', async (_, answer, identity) => {
    expect(
      await askHost(
        () => answer,
        {},
        () => {},
      ),
    ).toEqual(identity);
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
  ])('one that %s has answered nobody, and is reported', async (_, resolve) => {
    const failed = vi.fn();
    expect(await askHost(resolve, {}, failed)).toBeNull();
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ message: 'broken' }));
  });

  it('one that hangs has answered nobody after five seconds', async () => {
    const failed = vi.fn();
    const answer = askHost(() => new Promise(() => {}), {}, failed);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toBeNull();
    expect(failed).toHaveBeenCalledOnce();
  });
});
