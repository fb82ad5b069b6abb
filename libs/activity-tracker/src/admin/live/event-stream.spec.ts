import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { EventStream } from './event-stream.js';
import type { LiveEvent } from './live-tail.js';

const KIB = 1_024;

/** A record whose text is a little more than 1 kB. */
const call = (n: number): LiveEvent => ({
  type: 'record',
  position: `p${n}`,
  record: activity({ url_path: `/${n}/${'x'.repeat(KIB)}` }),
});

class Connection extends Writable {
  text = '';
  private go: (() => void) | undefined;
  private open = false;

  constructor() {
    super({ highWaterMark: 16 * KIB });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    if (this.open) done();
    else this.go = done;
  }

  resume(): void {
    this.open = true;
    this.go?.();
  }

  get positions(): number[] {
    return Array.from(this.text.matchAll(/^id: p(\d+)$/gm), ([, n]) => Number(n));
  }

  get skips(): unknown[] {
    return Array.from(this.text.matchAll(/event: skipped\ndata: (.*)\n/g), ([, data]) => JSON.parse(data!));
  }
}

function watch(bounds?: ConstructorParameters<typeof EventStream>[0]) {
  const events = new EventStream(bounds);
  const connection = new Connection();
  events.pipe(connection);
  return { events, connection };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('EventStream', () => {
  it('writes events as they come to a connection that takes them', async () => {
    const { events, connection } = watch();
    connection.resume();
    events.send(call(1));
    events.heartbeat();
    await expect
      .poll(() => connection.text.match(/^event: \w+$/gm))
      .toEqual(['event: open', 'event: record', 'event: heartbeat']);
    expect(connection.text).toMatch(/event: record\nid: p1\ndata: \{.*\}\n\n/);
    events.finish();
    await expect.poll(() => connection.text).toContain('event: end\ndata: \n\n');
    await expect.poll(() => connection.writableFinished).toBe(true);
  });

  it('holds no more than its bounds for a connection that takes nothing, and tells how many are missing', async () => {
    const { events, connection } = watch({ events: 100, size: 64 * KIB });
    await turn();
    for (let n = 0; n < 10_000; n++) {
      events.send(call(n));
      if (n % 15 === 0) events.heartbeat();
      expect(events.readableLength + connection.writableLength).toBeLessThan(2 * 16 * KIB + 2 * 2 * KIB);
      if (n % 100 === 0) await turn();
    }
    expect(events.isStalled).toBe(true);
    connection.resume();
    await expect.poll(() => connection.positions.at(-1)).toBe(9_999);
    const { skips, positions } = connection;
    // Behind what was under way when the connection stalled, and before the newest.
    expect(skips).toHaveLength(1);
    expect((skips[0] as { n: number }).n + positions.length).toBe(10_000);
    expect(positions.length).toBeLessThan(32 + 64);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    const [, behind] = connection.text.split('event: skipped');
    expect(behind!.match(/event: heartbeat/g)).toHaveLength(1);
  });

  it('reports once, without a number, that the feed missed records', async () => {
    const { events, connection } = watch();
    for (let n = 0; n < 3; n++) events.send({ type: 'skipped' });
    connection.resume();
    await expect.poll(() => connection.skips).toEqual([{ n: null }]);
  });

  it('cuts a connection that takes nothing when it is to end', async () => {
    const { events } = watch();
    await turn();
    for (let n = 0; n < 100; n++) events.send(call(n));
    events.finish();
    expect(events.destroyed).toBe(true);
  });

  it('takes nothing once it is closed', () => {
    const { events } = watch();
    events.destroy();
    expect(() => {
      events.send(call(1));
      events.heartbeat();
      events.finish();
    }).not.toThrow();
  });

  it('keeps a position on one line', async () => {
    const { events, connection } = watch();
    connection.resume();
    events.send({ type: 'record', record: activity(), position: 'a\r\nevent: b' });
    await expect.poll(() => connection.text).toContain('id: aevent: b\n');
  });
});
