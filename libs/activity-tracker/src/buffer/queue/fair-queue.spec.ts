import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import { FairQueue, type QueueLimits } from './fair-queue.js';
import { accountOf } from './account.js';
import { WaitingRecord } from './waiting-record.js';

const BARE = 1_000;

function queueOf(limits: Partial<QueueLimits> = {}) {
  const lost: string[] = [];
  const queue = new FairQueue(
    { records: 1_000, bytes: 1e9, anonymousShares: 3, batchRecords: 200, batchBytes: 1024 * 1024, ...limits },
    {
      shed: (waiting) => {
        waiting.bytes -= waiting.bodyBytes;
        lost.push(`body of ${nameOf(waiting)}`);
      },
      drop: (waiting) => lost.push(nameOf(waiting)),
    },
  );
  const add = (name: string, bodyBytes = 0, user: string | undefined = name[0]) => {
    const waiting = new WaitingRecord({ url_name: name } as ActivityLog, BARE + bodyBytes, bodyBytes, user);
    queue.add(waiting);
    return waiting;
  };
  return { queue, lost, add };
}

const anonymousAt = (client_ip_address: string) =>
  accountOf({ user_id: null, method: 'GET', client_ip_address } as ActivityLog);
const ADDRESSES = ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map(anonymousAt);

const nameOf = ({ record }: WaitingRecord) => record.url_name!;
const names = (batch: readonly WaitingRecord[]) => batch.map(nameOf);

describe('FairQueue', () => {
  it('keeps the order of arrival', () => {
    const { queue, add } = queueOf({ batchRecords: 2 });
    for (const name of ['a1', 'b1', 'a2']) add(name);
    expect([names(queue.takeBatch()), names(queue.takeBatch()), names(queue.takeBatch())]).toEqual([
      ['a1', 'b1'],
      ['a2'],
      [],
    ]);
  });

  it.each([
    [2_000, 1, 200],
    [20, 100 * 1024, 10],
    [3, 2 * 1024 * 1024, 1],
  ])(
    'of %i records of %i bytes a batch takes %i: at most 200 and one megabyte, but always one',
    (count, body, taken) => {
      const { queue, add } = queueOf({ records: 5_000 });
      for (let index = 0; index < count; index++) add('a', body - 1);
      expect(queue.takeBatch()).toHaveLength(taken);
    },
  );

  it('sheds the newest body of the heaviest user, and only then drops that user’s newest record', () => {
    const { lost, add, queue } = queueOf({ bytes: 10 * BARE });
    for (const name of ['a1', 'a2', 'a3']) add(name, 2 * BARE);
    add('b1', 500);
    expect(lost).toEqual(['body of a3']);
    for (const name of ['a4', 'a5', 'a6', 'a7']) add(name);
    expect(lost).toEqual(['body of a3', 'body of a2', 'body of a1']);
    for (const name of ['a8', 'a9', 'b2']) add(name);
    expect(lost.slice(3)).toEqual(['a9', 'a8']);
    expect(names(queue.takeBatch())).toEqual(['a1', 'a2', 'a3', 'b1', 'a4', 'a5', 'a6', 'a7', 'b2']);
  });

  it('drops records of the heaviest user beyond its count', () => {
    const { lost, add } = queueOf({ records: 3 });
    for (const name of ['a1', 'a2', 'b1', 'b2']) add(name, 500);
    expect(lost).toEqual(['b2']);
    add('c1');
    expect(lost).toEqual(['b2', 'a2']);
  });

  it('one flooding user takes no record and no body of others', () => {
    const { lost, add } = queueOf({ bytes: 200 * BARE });
    for (let index = 0; index < 10; index++) for (const user of ['b', 'c', 'd']) add(`${user}${index}`, BARE);
    for (let index = 0; index < 5_000; index++) add(`a${index}`, 40 * BARE);
    for (let index = 10; index < 20; index++) for (const user of ['b', 'c', 'd']) add(`${user}${index}`, BARE);
    expect(lost.filter((name) => !/^(?:body of )?a/.test(name))).toEqual([]);
  });

  it('one flooding anonymous client takes no record and no body of other clients, nor of users', () => {
    const { lost, add } = queueOf({ bytes: 200 * BARE });
    for (let index = 0; index < 10; index++) {
      add(`b${index}`, BARE);
      add(`c${index}`, BARE, ADDRESSES[1]);
    }
    for (let index = 0; index < 5_000; index++) add(`a${index}`, 40 * BARE, ADDRESSES[0]);
    for (let index = 10; index < 20; index++) {
      add(`b${index}`, BARE);
      add(`c${index}`, BARE, ADDRESSES[1]);
    }
    expect(lost.filter((name) => !/^(?:body of )?a/.test(name))).toEqual([]);
  });

  it('many anonymous clients together take nothing from a user who has more than any of them', () => {
    const { lost, add } = queueOf({ bytes: 200 * BARE });
    for (let index = 0; index < 20; index++) add(`b${index}`, BARE);
    for (let index = 0; index < 5_000; index++) add(`a${index}`, BARE, anonymousAt(`2001:db8:0:${index}::1`));
    expect(lost.filter((name) => !/^(?:body of )?a/.test(name))).toEqual([]);
  });

  it('keeps a share for as many anonymous clients as allowed, and charges the rest to one', () => {
    const { lost, add, queue } = queueOf({ records: 9, anonymousShares: 2 });
    for (const name of ['x1', 'x2', 'y1', 'y2']) add(name, 0, anonymousAt(name[0] === 'x' ? '192.0.2.1' : '192.0.2.2'));
    // Clients that have no share any more: together the heaviest.
    for (let index = 0; index < 8; index++) add(`z${index}`, 0, anonymousAt(`198.51.100.${index}`));
    expect(lost).toEqual(['z5', 'z6', 'z7']);
    expect(names(queue.takeBatch())).toEqual(['x1', 'x2', 'y1', 'y2', 'z0', 'z1', 'z2', 'z3', 'z4']);
    // The shares are given back with the last record.
    add('w1', 0, anonymousAt('198.51.100.9'));
    expect(queue.burdenOf(anonymousAt('198.51.100.9'))).toBe('record');
  });

  it('neither sheds nor drops what is in flight, and what has no share', () => {
    const { queue, lost, add } = queueOf({ bytes: 3 * BARE });
    add('a1');
    const batch = queue.takeBatch();
    add('gap', 0, undefined);
    add('b1');
    add('b2');
    expect(lost).toEqual(['b2']);
    queue.settle(batch);
    expect([queue.length, queue.bytes]).toEqual([2, 2 * BARE]);
    queue.add(new WaitingRecord({ url_name: 'b3' } as ActivityLog, BARE, 0, 'b'));
    expect(names(queue.takeBatch())).toEqual(['gap', 'b1', 'b3']);
  });

  it('puts batches back before what arrived after them, in whichever order they fail', () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const { queue, add } = queueOf({ batchRecords: 2 });
      for (let index = 0; index < 8; index++) add(`a${index}`);
      const batches = [queue.takeBatch(), queue.takeBatch(), queue.takeBatch()];
      for (const index of order) queue.putBack(batches[index]!);
      const rest = Array.from({ length: 4 }, () => names(queue.takeBatch())).flat();
      expect(rest).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']);
    }
  });

  it('keeps its bounds, its account and the order, and takes only from the heaviest, whatever happens', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('add' as const),
        user: fc.constantFrom('a', 'b', 'c', ...ADDRESSES),
        body: fc.integer({ min: 0, max: 9_000 }),
      }),
      fc.record({ do: fc.constantFrom('take' as const, 'settle' as const, 'putBack' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const limits = { records: 30, bytes: 60 * BARE, anonymousShares: 2, batchRecords: 5, batchBytes: 20 * BARE };
        const queued = new Map<WaitingRecord, string>();
        const weightOf = (user: string) =>
          [...queued.keys()].reduce((sum, { user: of, bytes }) => sum + (of === user ? bytes : 0), 0);
        // All anonymous clients are one user.
        const ofAll = (account: string) =>
          ADDRESSES.includes(account) ? ADDRESSES.reduce((sum, each) => sum + weightOf(each), 0) : weightOf(account);
        const isHeaviest = (user: string) =>
          ['a', 'b', 'c', ADDRESSES[0]!].every((other) => ofAll(other) <= ofAll(user));
        const queue = new FairQueue(limits, {
          shed: (waiting) => {
            expect(isHeaviest(waiting.user!)).toBe(true);
            waiting.bytes -= waiting.bodyBytes;
          },
          drop: (waiting) => {
            expect(isHeaviest(waiting.user!)).toBe(true);
            queued.delete(waiting);
          },
        });
        const flights: WaitingRecord[][] = [];
        for (const each of steps) {
          if (each.do === 'add') {
            const waiting = new WaitingRecord({} as ActivityLog, BARE + each.body, each.body, each.user);
            queued.set(waiting, each.user);
            queue.add(waiting);
          } else if (each.do === 'take') {
            const batch = queue.takeBatch();
            const orders = batch.map(({ order }) => order);
            expect(orders).toEqual(orders.toSorted((a, b) => a - b));
            for (const waiting of batch) queued.delete(waiting);
            for (const { order } of queued.keys()) expect(order).toBeGreaterThan(orders.at(-1) ?? -1);
            if (batch.length > 0) flights.push(batch);
          } else {
            const batch = flights.pop();
            if (!batch) continue;
            queue[each.do](batch);
            if (each.do === 'putBack') for (const waiting of batch) queued.set(waiting, waiting.user!);
          }
          const inFlight = flights.flat();
          const all = [...queued.keys(), ...inFlight];
          expect(queue.length).toBe(all.length);
          expect(queue.bytes).toBe(all.reduce((sum, { bytes }) => sum + bytes, 0));
          expect(queue.queued === 0 || queue.bytes <= limits.bytes).toBe(true);
          expect(queue.length).toBeLessThanOrEqual(limits.records);
        }
      }),
    );
  });
});

describe('the account of a record', () => {
  it.each([
    [{ user_id: 7, method: 'GET' }, '7'],
    [{ user_id: '7', method: 'GET' }, '7'],
    [{ user_id: 0, method: 'GET' }, '0'],
    [{ user_id: null, method: null, client_ip_address: '203.0.113.7' }, '\0application'],
    [{ user_id: null, method: 'GET' }, '\0anonymous '],
    [{ user_id: null, method: 'GET', client_ip_address: null }, '\0anonymous '],
    [{ user_id: null, method: 'GET', client_ip_address: '203.0.113.7' }, '\0anonymous 203.0.113.7'],
    [{ user_id: null, method: 'GET', client_ip_address: '2001:db8::1' }, '\0anonymous 2001:db8:0:0'],
    [{ user_id: null, method: 'GET', client_ip_address: '2001:0DB8:0:0:a:b:c:d' }, '\0anonymous 2001:db8:0:0'],
    [{ user_id: null, method: 'GET', client_ip_address: '2001:db8:0:1::1' }, '\0anonymous 2001:db8:0:1'],
    [{ user_id: null, method: 'GET', client_ip_address: '::1' }, '\0anonymous 0:0:0:0'],
    [{ user_id: null, method: 'GET', client_ip_address: '64:ff9b::192.0.2.1' }, '\0anonymous 64:ff9b:0:0'],
  ])('%j is %j', (record, key) => expect(accountOf(record as ActivityLog)).toBe(key));
});
