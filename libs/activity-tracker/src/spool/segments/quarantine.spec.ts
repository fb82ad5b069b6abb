import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo, Types } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { IsErased } from '../../storage/port/erasure-orders.js';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { nodeFiles } from '../node-files.js';
import { Quarantine } from './quarantine.js';
import { parseSegmentFile } from './segment-name.js';

const SEGMENT = parseSegmentFile(`${new Types.ObjectId().toHexString()}-000001.bson`)!;
/** The person 7 was erased at noon. */
const isErased: IsErased = ({ user_id, created_time }) => user_id === 7 && !(Number(created_time) > Number(at(0)));

let root: string;
let quarantine: Quarantine;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quarantine-'));
  quarantine = new Quarantine(nodeFiles, root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const names = () => readdirSync(join(root, 'quarantine'));
const content = () =>
  names()
    .map((name) => readFileSync(join(root, 'quarantine', name), 'latin1'))
    .join('');
const bytesOf = (record: ReturnType<typeof activity>): Uint8Array => mongo.BSON.serialize(record);
/** Without its end. */
const torn = (record: ReturnType<typeof activity>): Uint8Array => bytesOf(record).subarray(0, -40);

it('deletes rejected records of an erased person, and keeps those of others with their causes', async () => {
  const [erased, other] = [activity({ user_id: 7 }), activity({ user_id: 8 })];
  const causes = [erased, other].map(({ _id }) => `${String(_id)} was refused\n`);
  quarantine.keepRejected(Buffer.concat([erased, other].map(bytesOf)), causes.join(''));
  quarantine.keepRejected(bytesOf(erased), causes[0]!);
  expect(await quarantine.erase(isErased)).toBe(2);
  expect(names()).toHaveLength(2);
  expect(content()).not.toContain(String(erased._id));
  const bson = names().find((name) => name.endsWith('.bson'));
  expect(readFileSync(join(root, 'quarantine', bson!))).toEqual(Buffer.from(bytesOf(other)));
  expect(content()).toContain(causes[1]);
  expect(await quarantine.erase(isErased)).toBe(0);
});

it.each([
  ['a number', activity({ user_id: 7 }), 1],
  ['another number', activity({ user_id: 8 }), 0],
  ['a record that is newer than the erasure', activity({ user_id: 7, created_time: at(1) }), 0],
])('deletes a torn piece that names the erased person: %s', async (_, record, count) => {
  quarantine.keep(SEGMENT, 0, torn(record));
  expect(await quarantine.erase(isErased)).toBe(count);
  expect(names()).toHaveLength(1 - count);
});

it('finds a user in a piece whose beginning is lost, and whatever the type of the id', async () => {
  const ids = ['ann', 7, 2 ** 40, 1.5];
  for (const [index, user_id] of ids.entries())
    quarantine.keep(SEGMENT, index, Buffer.from(torn(activity({ user_id }))).subarray(9));
  expect(names()).toHaveLength(4);
  for (const id of ids) expect(await quarantine.erase(({ user_id }) => user_id === id)).toBe(1);
  expect(names()).toEqual([]);
});

it('does not keep a piece of a person who is known to be erased', async () => {
  await quarantine.erase(isErased);
  expect(quarantine.keep(SEGMENT, 0, torn(activity({ user_id: 7 })))).toBe(false);
  expect(quarantine.keep(SEGMENT, 1, torn(activity({ user_id: 8 })))).toBe(true);
  expect(names()).toHaveLength(1);
});
