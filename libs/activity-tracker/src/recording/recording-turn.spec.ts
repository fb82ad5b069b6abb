import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { RecordingTurn } from './recording-turn.js';

function recorder() {
  const recorded: string[] = [];
  const pending: Promise<void>[] = [];
  const turn = new RecordingTurn<string>(
    (call) => void recorded.push(call),
    (promise) => void pending.push(promise),
  );
  return { turn, recorded, pending };
}

describe('RecordingTurn', () => {
  it('records in order, when the turn is over; who waits is told once', async () => {
    const { turn, recorded, pending } = recorder();
    turn.add('first', false);
    turn.add('second', false);
    expect([recorded, pending.length]).toEqual([[], 1]);
    await pending[0];
    expect(recorded).toEqual(['first', 'second']);
  });

  it('records at once where it is ended, and each only once', async () => {
    const { turn, recorded, pending } = recorder();
    turn.add('first', false);
    turn.end();
    expect(recorded).toEqual(['first']);
    turn.add('second', false);
    await Promise.all(pending);
    expect(recorded).toEqual(['first', 'second']);
  });

  it('leaves for the next turn what comes while it records', async () => {
    const pending: Promise<void>[] = [];
    const recorded: string[] = [];
    const turn: RecordingTurn<string> = new RecordingTurn(
      (call) => {
        recorded.push(call);
        if (call === 'first') turn.add('second', false);
      },
      (promise) => void pending.push(promise),
    );
    turn.add('first', false);
    await pending[0];
    expect(recorded).toEqual(['first']);
    await pending[1];
    expect(recorded).toEqual(['first', 'second']);
  });

  it('gives each call the storage of its own request', async () => {
    const storage = new AsyncLocalStorage<string>();
    const found: unknown[] = [];
    const pending: Promise<void>[] = [];
    const turn = new RecordingTurn<string>(
      (call) => void found.push([call, storage.getStore()]),
      (promise) => void pending.push(promise),
    );
    for (const user of ['ann', 'bob']) storage.run(user, () => turn.add(`call of ${user}`, true));
    await pending[0];
    expect(found).toEqual([
      ['call of ann', 'ann'],
      ['call of bob', 'bob'],
    ]);
  });
});
