import { Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Types } from 'mongoose';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_LOGGED } from './event-names.js';
import { ActivitySignalService } from './activity-signal.service.js';

const record = () =>
  ({
    _id: new Types.ObjectId(),
    user_id: 7,
    created_time: new Date(0),
    body: { list: [{ a: 1 }] },
  }) as unknown as ActivityLog;

const hostWith = (bus: EventEmitter2) =>
  new Map([['events', { providers: new Map([[EventEmitter2, { instance: bus }]]) }]]) as never;

describe('ActivitySignalService', () => {
  const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  let bus: EventEmitter2;
  let signal: ActivitySignalService;

  beforeEach(() => {
    error.mockClear();
    bus = new EventEmitter2({ wildcard: true });
    signal = new ActivitySignalService(hostWith(bus), {} as never, EventEmitter2);
  });

  it('calls every listener, including wildcard, once() and onAny() listeners', () => {
    const [plain, wild, once, any] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    bus.on(ACTIVITY_LOGGED, plain);
    bus.on('activity.*', wild);
    bus.once(ACTIVITY_LOGGED, once);
    bus.onAny(any);
    const sent = record();
    signal.emit(sent);
    signal.emit(sent);
    expect(plain).toHaveBeenCalledTimes(2);
    expect(plain).toHaveBeenCalledWith(sent);
    expect(wild).toHaveBeenCalledTimes(2);
    expect(once).toHaveBeenCalledTimes(1);
    expect(any).toHaveBeenCalledWith(ACTIVITY_LOGGED, sent);
  });

  it('does not call a removed listener', () => {
    const listener = vi.fn();
    bus.on(ACTIVITY_LOGGED, listener);
    bus.off(ACTIVITY_LOGGED, listener);
    signal.emit(record());
    expect(listener).not.toHaveBeenCalled();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('mine');
      },
    ],
    ['hangs', () => new Promise(() => {})],
  ])('calls the other listeners if one %s', async (_, faulty) => {
    const after = vi.fn();
    bus.on(ACTIVITY_LOGGED, faulty as () => void);
    bus.on(ACTIVITY_LOGGED, after);
    expect(() => signal.emit(record())).not.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
    expect(after).toHaveBeenCalledOnce();
  });

  it('counts every failure and logs the first', () => {
    bus.on(ACTIVITY_LOGGED, () => {
      throw new Error('mine');
    });
    signal.emit(record());
    signal.emit(record());
    expect(signal.failures).toBe(2);
    expect(error).toHaveBeenCalledOnce();
  });

  it('keeps the record unchanged if a listener changes its copy', () => {
    bus.on(ACTIVITY_LOGGED, (heard: { user_id: unknown; created_time: Date; body: { list: { a: number }[] } }) => {
      heard.user_id = 8;
      heard.created_time.setFullYear(1999);
      heard.body.list[0]!.a = 2;
      heard.body.list.push({ a: 3 });
    });
    const sent = record();
    signal.emit(sent);
    expect(sent).toEqual({ ...record(), _id: sent._id });
  });

  it.each([
    ['listeners', () => void vi.spyOn(bus, 'listeners').mockImplementation(broken)],
    ['onAny listeners', () => void vi.spyOn(bus, 'listenersAny').mockImplementation(broken)],
  ])('has no listeners, and logs once, if reading the %s of the bus fails', (_, breakIt) => {
    const listener = vi.fn();
    bus.on(ACTIVITY_LOGGED, listener);
    breakIt();
    expect(signal.isListenedTo).toBe(false);
    expect(() => signal.emit(record())).not.toThrow();
    expect(error.mock.calls).toEqual([
      ['The event bus failed: broken. Storing records without emitting them. Repair the event emitter (logged once)'],
    ]);
    vi.mocked(bus.listeners).mockRestore?.();
    vi.mocked(bus.listenersAny).mockRestore?.();
    signal.emit(record());
    expect(listener).toHaveBeenCalledOnce();
  });
});

function broken(): never {
  throw new Error('broken');
}
