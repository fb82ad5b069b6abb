import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongo, Types } from 'mongoose';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
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
let failures: string[];

beforeEach(() => {
  failures = [];
  root = temporaryFolder('quarantine');
  quarantine = new Quarantine(nodeFiles, root);
});

const erase = (of: IsErased) => quarantine.erase(of, (code) => void failures.push(code));
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
  expect(await erase(isErased)).toBe(2);
  expect(names()).toHaveLength(2);
  expect(content()).not.toContain(String(erased._id));
  const bson = names().find((name) => name.endsWith('.bson'));
  expect(readFileSync(join(root, 'quarantine', bson!))).toEqual(Buffer.from(bytesOf(other)));
  expect(content()).toContain(causes[1]);
  expect(await erase(isErased)).toBe(0);
});

it('keeps a piece whole where an earlier attempt was cut off by a kill, and otherwise as it was first kept', () => {
  mkdirSync(join(root, 'quarantine'), { mode: 0o700 });
  writeFileSync(join(root, 'quarantine', `${SEGMENT.instance}-000001-40.damaged`), 'to');
  quarantine.keep(SEGMENT, 40, Buffer.from('torn'));
  quarantine.keep(SEGMENT, 40, Buffer.from('rent'));
  expect(content()).toBe('torn');
});

it.each([
  ['a number', activity({ user_id: 7 }), 1],
  ['another number', activity({ user_id: 8 }), 0],
  ['a record that is newer than the erasure', activity({ user_id: 7, created_time: at(1) }), 0],
])('deletes a torn piece that names the erased person: %s', async (_, record, count) => {
  quarantine.keep(SEGMENT, 0, torn(record));
  expect(await erase(isErased)).toBe(count);
  expect(names()).toHaveLength(1 - count);
});

it('finds a user in a piece whose beginning is lost, and whatever the type of the id', async () => {
  const ids = ['ann', 7, 2 ** 40, 1.5];
  for (const [index, user_id] of ids.entries())
    quarantine.keep(SEGMENT, index, Buffer.from(torn(activity({ user_id }))).subarray(9));
  expect(names()).toHaveLength(4);
  for (const id of ids) expect(await erase(({ user_id }) => user_id === id)).toBe(1);
  expect(names()).toEqual([]);
});

it('does not keep a piece of a person who is known to be erased', async () => {
  await erase(isErased);
  expect(quarantine.keep(SEGMENT, 0, torn(activity({ user_id: 7 })))).toBe(false);
  expect(quarantine.keep(SEGMENT, 1, torn(activity({ user_id: 8 })))).toBe(true);
  expect(names()).toHaveLength(1);
});

it.skipIf(process.platform === 'win32')('reaches the other files where one cannot be read, and says so', async () => {
  const other = join(root, 'other');
  writeFileSync(other, '');
  quarantine.keep(SEGMENT, 0, torn(activity({ user_id: 8 })));
  const unreadable = ['a-link.damaged', 'rejected-a-link.bson'].map((name) => join(root, 'quarantine', name));
  for (const path of unreadable) symlinkSync(other, path);
  mkdirSync(join(root, 'quarantine', 'b-folder.damaged'));
  truncateSync(
    join(
      root,
      'quarantine',
      names().find((name) => name.startsWith(SEGMENT.instance))!,
    ),
    0,
  );
  const sparse = join(root, 'quarantine', 'b-sparse.damaged');
  writeFileSync(sparse, '');
  truncateSync(sparse, 2 ** 40);
  quarantine.keep(SEGMENT, 1, torn(activity({ user_id: 7 })));
  quarantine.keepRejected(bytesOf(activity({ user_id: 7 })), '');
  const all = names().length;
  expect(await erase(isErased)).toBe(2);
  expect(names()).toHaveLength(all - 3);
  expect(failures.toSorted()).toEqual(['EFBIG', 'EINVAL', 'ELOOP', 'ELOOP']);
});

it.each<[string, (whole: Uint8Array, torn: Uint8Array) => Uint8Array[]]>([
  ['whose end is torn', (whole, end) => [whole, end]],
  ['with a document that is damaged', (whole, end) => [whole, Buffer.from([40, 0, 0, 0, 255, 1]), end]],
])('removes an erased person from a file of rejected records %s, and keeps the rest', async (_, parts) => {
  const [other, erased] = [activity({ user_id: 8 }), activity({ user_id: 7 })];
  quarantine.keepRejected(Buffer.concat(parts(bytesOf(erased), torn(other))), `${String(erased._id)} was refused\n`);
  quarantine.keepRejected(Buffer.concat(parts(bytesOf(other), torn(erased))), `${String(other._id)} was refused\n`);
  expect(await erase(isErased)).toBe(2);
  expect(failures).toEqual([]);
  expect(content()).not.toContain(String(erased._id));
  expect(content()).toContain(Buffer.from(bytesOf(other)).toString('latin1'));
  expect(content()).toContain(Buffer.from(torn(other)).toString('latin1'));
  expect(content()).toContain(`${String(other._id)} was refused`);
});

it('removes an erased person from rejected records whose causes are gone', async () => {
  quarantine.keepRejected(Buffer.concat([activity({ user_id: 7 }), activity({ user_id: 8 })].map(bytesOf)), '');
  for (const name of names()) if (name.endsWith('.txt')) rmSync(join(root, 'quarantine', name));
  expect(await erase(isErased)).toBe(1);
  expect(names()).toHaveLength(2);
});

it('reads a piece with very many times', async () => {
  const field = mongo.BSON.serialize({ created_time: at(1) }).subarray(4, -1);
  const piece = Buffer.concat([...Array.from({ length: 200_000 }, () => field), torn(activity({ user_id: 7 }))]);
  quarantine.keep(SEGMENT, 0, piece);
  expect(await erase(isErased)).toBe(1);
});
