import { Readable } from 'node:stream';
import { answerJson } from '../../http/answers/answer-json.js';
import type { LiveEvent } from './live-tail.js';
import { type QueueBounds, WatcherQueue } from './watcher-queue.js';

/** Bytes buffered in the stream itself, after the queue. */
const STREAM_BYTES = 16_384;

/** Beyond the bounds of its queue the oldest records are dropped; the viewer gets their number when it reads again. */
export class EventStream extends Readable {
  private readonly queue: WatcherQueue;
  private wantsMore = false;
  private heartbeatWaits = false;
  private skipsUnknown = false;
  private taken = 0;

  constructor(bounds?: QueueBounds) {
    super({ highWaterMark: STREAM_BYTES });
    this.queue = new WatcherQueue(bounds);
    this.push(eventText('open'));
  }

  get isStalled(): boolean {
    return !this.wantsMore;
  }

  get recordsSent(): number {
    return this.taken;
  }

  send(event: LiveEvent): void {
    if (this.destroyed || this.readableEnded) return;
    if (event.type === 'record') this.queue.push(textOfRecord(event));
    else this.skipsUnknown = true;
    this.pump();
  }

  /** At most one is queued: a stalled connection needs no second. */
  heartbeat(): void {
    this.heartbeatWaits = true;
    this.pump();
  }

  /** Ends the stream with the event `end`. Destroys a stalled connection, which would never end. */
  finish(): void {
    if (this.isStalled) {
      this.destroy();
      return;
    }
    this.push(eventText('end'));
    this.push(null);
  }

  override _read(): void {
    this.wantsMore = true;
    this.pump();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.queue.clear();
    callback(error);
  }

  private pump(): void {
    while (this.wantsMore) {
      const text = this.next();
      if (text === undefined) return;
      this.wantsMore = this.push(text);
    }
  }

  private next(): string | undefined {
    const dropped = this.queue.takeDropped();
    if (dropped > 0) return eventText('skipped', JSON.stringify({ n: dropped }));
    const record = this.queue.take();
    if (record !== undefined) {
      this.taken++;
      return record;
    }
    if (this.skipsUnknown) {
      this.skipsUnknown = false;
      return eventText('skipped', JSON.stringify({ n: null }));
    }
    if (!this.heartbeatWaits) return undefined;
    this.heartbeatWaits = false;
    return eventText('heartbeat');
  }
}

/** Viewers of the same record share its text. */
const texts = new WeakMap<LiveEvent, string>();

function textOfRecord(event: LiveEvent & { type: 'record' }): string {
  let text = texts.get(event);
  if (text === undefined) texts.set(event, (text = eventText('record', answerJson(event.record), event.position)));
  return text;
}

/** JSON contains no line break, so one data line is enough. */
function eventText(type: string, data = '', id?: string): string {
  return `event: ${type}\n${id === undefined ? '' : `id: ${id.replaceAll(/[\r\n]/g, '')}\n`}data: ${data}\n\n`;
}
