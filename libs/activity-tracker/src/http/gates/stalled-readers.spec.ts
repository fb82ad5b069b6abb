import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StalledReaders } from './stalled-readers.js';

/** Takes what it is given only when told to. */
class Client extends Writable {
  private done: (() => void) | undefined;
  constructor() {
    super({ highWaterMark: 10 });
  }
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    this.done = done;
  }
  take(): void {
    this.done?.();
  }
}

describe('StalledReaders', () => {
  let stalled: StalledReaders;
  let cut: ReturnType<typeof vi.fn<() => void>>;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    stalled = new StalledReaders();
    cut = vi.fn<() => void>();
  });
  afterEach(() => void vi.useRealTimers());

  const turns = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('cuts a reader that takes nothing for a minute, and counts it', async () => {
    const stream = Readable.from(['x'.repeat(100), 'y'.repeat(100)]);
    stalled.watch(stream, cut);
    stream.pipe(new Client());
    await turns();
    vi.advanceTimersByTime(59_000);
    expect(cut).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect([cut.mock.calls.length, stalled.count]).toEqual([1, 1]);
  });

  it('leaves a slow reader its file', async () => {
    const stream = Readable.from(Array.from({ length: 8 }, () => 'x'.repeat(100)));
    const client = new Client();
    const end = stalled.watch(stream, cut);
    stream.pipe(client);
    let rounds = 0;
    for (; !stream.readableEnded; rounds++) {
      vi.advanceTimersByTime(50_000);
      client.take();
      await turns();
    }
    expect(rounds).toBeGreaterThan(5);
    end();
    vi.advanceTimersByTime(120_000);
    expect([cut.mock.calls.length, stalled.count]).toEqual([0, 0]);
  });
});
