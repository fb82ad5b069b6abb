import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { MANDATORY_FIELDS } from '../../../../../libs/activity-tracker/src/record/mandatory-fields.fixture.js';
import { HANDLERS } from './handlers.js';
import { recordMaker } from './record-maker.js';

const END = Date.UTC(2024, 4, 31, 12);
const DAY_MS = 86_400_000;
const COUNT = 5_000;

function records(settings: { seed?: number } = {}) {
  const next = recordMaker({ count: COUNT, days: 30, end: END, users: 500, ...settings });
  return Array.from({ length: COUNT }, next);
}

describe('recordMaker', () => {
  const made = records();
  const times = made.map(({ created_time }) => (created_time as Date).getTime());

  it('makes the same records from the same seed, and others from another', () => {
    expect(records()).toEqual(made);
    expect(records({ seed: 2 })).not.toEqual(made);
  });

  it('makes records as capture does', () => {
    const fields = MANDATORY_FIELDS.toSorted();
    for (const { resource, ...record } of made.slice(0, 100)) {
      expect(Object.keys(record).sort()).toEqual(fields);
      const id = /\d+$|\d+(?=\/)/.exec(String(record.url_path))?.[0];
      expect(resource, String(record.route)).toEqual(
        id && { type: expect.stringMatching(/^[a-z]+[^s]$|^address$/), id },
      );
    }
    expect(new Set(made.map(({ _id }) => String(_id))).size).toBe(COUNT);
    expect((made[0]!._id as Types.ObjectId).getTimestamp().getTime()).toBe(Math.floor(times[0]! / 1_000) * 1_000);
  });

  it.each([
    ['/orders/', 'order'],
    ['/categories/', 'category'],
    ['/addresses/', 'address'],
    ['/invoices/', 'invoice'],
  ])('names what is below %s as capture does: %s', (path, type) => {
    const { resource } = made.find(({ url_path, resource }) => resource && String(url_path).startsWith(path))!;
    expect(resource).toMatchObject({ type });
  });

  it('spreads them over the days, oldest first, fewer at night', () => {
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(END - 30 * DAY_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(END);
    expect(new Set(times.map((time) => Math.floor(time / DAY_MS))).size).toBeGreaterThanOrEqual(30);
    const between = (from: number, to: number) =>
      times.filter((time) => from <= new Date(time).getUTCHours() && new Date(time).getUTCHours() < to).length;
    expect(between(9, 15)).toBeGreaterThan(4 * between(0, 6));
  });

  it('has some users who call often and many who hardly do, and errors', () => {
    const calls = new Map<unknown, number>();
    for (const { user_id } of made) calls.set(user_id, (calls.get(user_id) ?? 0) + 1);
    const counts = [...calls.values()].sort((a, b) => b - a);
    expect(counts.length).toBeGreaterThan(300);
    expect(counts[1]).toBeGreaterThan(20 * counts.at(-1)!);
    expect(HANDLERS).toHaveLength(200);
    for (const status of [200, 201, 204, 404, 500])
      expect(made.some((record) => record.status_code === status)).toBe(true);
  });
});
