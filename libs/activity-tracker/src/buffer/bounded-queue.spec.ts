import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { BoundedQueue } from './bounded-queue.js';

const record = (name: string) => ({ url_name: name }) as ActivityLog;
const names = (records: ActivityLog[]) => records.map(({ url_name }) => url_name);

describe('BoundedQueue', () => {
  it('keeps the order of arrival', () => {
    const queue = new BoundedQueue(10, 1_000);
    for (const name of ['a', 'b', 'c']) queue.add(record(name), 10);
    expect(names(queue.peekBatch())).toEqual(['a', 'b', 'c']);
    queue.release(2);
    expect(names(queue.peekBatch())).toEqual(['c']);
    expect(queue.bytes).toBe(10);
  });

  it('refuses the newest beyond its count', () => {
    const queue = new BoundedQueue(1, 1_000);
    expect(queue.add(record('a'), 1)).toBe(true);
    expect(queue.add(record('b'), 1)).toBe(false);
    expect(names(queue.peekBatch())).toEqual(['a']);
  });

  it('refuses the newest beyond its bytes, and has room again after a release', () => {
    const queue = new BoundedQueue(10, 100);
    expect(queue.add(record('a'), 60)).toBe(true);
    expect(queue.add(record('b'), 60)).toBe(false);
    expect(queue.add(record('c'), 40)).toBe(true);
    queue.release(1);
    expect(queue.add(record('d'), 60)).toBe(true);
  });

  it('a batch has at most two hundred records and one megabyte, but always one record', () => {
    const many = new BoundedQueue(5_000, 1e9);
    for (let index = 0; index < 2_000; index++) many.add(record('x'), 1);
    expect(many.peekBatch()).toHaveLength(200);

    const middling = new BoundedQueue(5_000, 1e9);
    for (let index = 0; index < 20; index++) middling.add(record('x'), 100 * 1024);
    expect(middling.peekBatch()).toHaveLength(10);

    const large = new BoundedQueue(5_000, 1e9);
    for (let index = 0; index < 3; index++) large.add(record('x'), 2 * 1024 * 1024);
    expect(large.peekBatch()).toHaveLength(1);
  });
});
