import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { DeferredRecording } from './deferred-recording.js';

function recorder() {
  const recorded: string[] = [];
  const pending: Promise<void>[] = [];
  const deferred = new DeferredRecording<string>(
    (call) => void recorded.push(call),
    (promise) => void pending.push(promise),
  );
  return { deferred, recorded, pending };
}

describe('DeferredRecording', () => {
  it('records calls in order after the turn, and reports one pending promise for them', async () => {
    const { deferred, recorded, pending } = recorder();
    deferred.add('first', false);
    deferred.add('second', false);
    expect([recorded, pending.length]).toEqual([[], 1]);
    await pending[0];
    expect(recorded).toEqual(['first', 'second']);
  });

  it('records at once on flush(), and each call only once', async () => {
    const { deferred, recorded, pending } = recorder();
    deferred.add('first', false);
    deferred.flush();
    expect(recorded).toEqual(['first']);
    deferred.add('second', false);
    await Promise.all(pending);
    expect(recorded).toEqual(['first', 'second']);
  });

  it('defers calls added during recording to the next turn', async () => {
    const pending: Promise<void>[] = [];
    const recorded: string[] = [];
    const deferred: DeferredRecording<string> = new DeferredRecording(
      (call) => {
        recorded.push(call);
        if (call === 'first') deferred.add('second', false);
      },
      (promise) => void pending.push(promise),
    );
    deferred.add('first', false);
    await pending[0];
    expect(recorded).toEqual(['first']);
    await pending[1];
    expect(recorded).toEqual(['first', 'second']);
  });

  it('records each call in the async context of its request', async () => {
    const storage = new AsyncLocalStorage<string>();
    const found: unknown[] = [];
    const pending: Promise<void>[] = [];
    const deferred = new DeferredRecording<string>(
      (call) => void found.push([call, storage.getStore()]),
      (promise) => void pending.push(promise),
    );
    for (const user of ['ann', 'bob']) storage.run(user, () => deferred.add(`call of ${user}`, true));
    await pending[0];
    expect(found).toEqual([
      ['call of ann', 'ann'],
      ['call of bob', 'bob'],
    ]);
  });
});
