import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Connection, createConnection, mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openArchive } from '../libs/activity-tracker/src/cli/retention/open-archive.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { archivedBytesOf } from '../libs/activity-tracker/src/retention/archive/archive-line.js';
import type { ArchiveManifest } from '../libs/activity-tracker/src/retention/archive/manifest.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import type { LegalHold } from 'nestjs-activity-tracker/store';
import { transpiled } from './host/fixtures/transpile.js';

const { Binary, Decimal128, Double, Int32, Long, ObjectId } = mongo.BSON;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2025, 10, 28);
const DAYS = 5;
const RECORDS_A_DAY = 450;
const LIFE = new ObjectId();
const OF_USERS = { url_name: { $ne: 'activity.removed' } };
const KILLS = 10;

describeWithMongo('npx activity-tracker archive', (uri) => {
  let folder: string;
  let command: string;
  let dbName: string;
  let connection: Connection;
  let directory: string;

  beforeAll(() => {
    ({ folder } = transpiled(fileURLToPath(new URL('../libs/activity-tracker/src/cli/main.ts', import.meta.url))));
    const built = process.env.TARGET === 'dist' ? 'dist/cli.js' : 'src/cli/main.js';
    command = join(folder, 'libs/activity-tracker', built);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    ({ dbName } = freshDatabase());
    connection = await createConnection(uri, { dbName }).asPromise();
    directory = mkdtempSync(join(tmpdir(), 'archive-'));
  });
  afterEach(async () => {
    await connection.dropDatabase();
    await connection.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const log = () => connection.db!.collection('activity_logs');
  const document = (time: number, fields: object = {}) => ({
    _id: new ObjectId(),
    user_id: new Int32(7),
    url_name: 'list',
    namespace: 'OrdersController',
    route: '/orders',
    url_path: '/orders',
    api: '/orders',
    method: 'GET',
    headers: {},
    body: {
      price: Decimal128.fromString('12.50'),
      count: Long.fromNumber(3),
      ratio: new Double(2),
      file: new Binary(Buffer.from([0, 255])),
    },
    response: null,
    status_code: new Int32(200),
    created_time: new Date(time),
    execution_time: new Double(1),
    client_ip_address: '192.0.2.7',
    country: null,
    outcome: 'completed',
    trace_id: null,
    ...fields,
  });
  const fill = async (days = DAYS, recordsADay = RECORDS_A_DAY) => {
    const documents = Array.from({ length: days * recordsADay }, (_, number) =>
      document(FIRST_DAY + Math.floor(number / recordsADay) * DAY_MS + (number % recordsADay) * 1_000, {
        instance: LIFE,
        seq: Long.fromNumber(number),
      }),
    );
    await log().insertMany(documents);
  };
  const rawLog = async (): Promise<Map<string, string>> => {
    const raw = (await log().find(OF_USERS, { raw: true }).toArray()) as unknown as Buffer[];
    return new Map(raw.map((bytes) => [idOf(bytes), bytes.toString('hex')]));
  };
  const manifest = (): ArchiveManifest =>
    JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as ArchiveManifest;
  const archived = (): Map<string, string> => {
    const records = new Map<string, string>();
    for (const { file, records: count } of manifest().files) {
      const lines = gunzipSync(readFileSync(join(directory, file)))
        .toString()
        .trimEnd()
        .split('\n');
      expect(lines).toHaveLength(count);
      for (const line of lines) {
        const raw = Buffer.from(archivedBytesOf(line));
        expect(records.has(idOf(raw))).toBe(false);
        records.set(idOf(raw), raw.toString('hex'));
      }
    }
    return records;
  };
  const archive = async (...more: string[]) => {
    const said: string[] = [];
    const given = ['archive', '--before', '2025-12-02', '--to', directory, '--uri', uri, '--db', dbName, ...more];
    return { ...(await run(given, (line) => said.push(line), {})), said };
  };

  it('writes whole days with counts, hashes and numbers, deletes nothing, and adds nothing twice', async () => {
    await fill();
    const before = await rawLog();
    const { output, error, exitCode } = await archive();
    expect([exitCode, error]).toEqual([0, '']);
    expect(output).toContain(`${4 * RECORDS_A_DAY} records of ${dbName}.activity_logs archived in 4 new files`);
    expect(output).toContain('Nothing was deleted');
    const { files, collection } = manifest();
    expect(collection).toBe(`${dbName}.activity_logs`);
    expect(files.map(({ day }) => day)).toEqual(['2025-11-28', '2025-11-29', '2025-11-30', '2025-12-01']);
    expect(files[1]).toMatchObject({
      file: '2025-11-29.ndjson.gz',
      records: RECORDS_A_DAY,
      first: { created_time: '2025-11-29T00:00:00.000Z' },
      instances: { [LIFE.toHexString()]: { first: RECORDS_A_DAY, last: 2 * RECORDS_A_DAY - 1, count: RECORDS_A_DAY } },
    });
    for (const { file, bytes, sha256 } of files) {
      const content = readFileSync(join(directory, file));
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
      if (process.platform !== 'win32') expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(directory).toSorted()).toEqual([...files.map(({ file }) => file), 'manifest.json']);
    for (const [id, bytes] of archived()) expect(before.get(id)).toBe(bytes);
    expect(await rawLog()).toEqual(before);

    expect((await archive()).output).toContain('0 records of');
    expect(manifest().files).toEqual(files);
  });

  it('deletes with --delete what is archived, unchanged and not held, and later what was held', async () => {
    await fill();
    await log().insertMany([
      document(FIRST_DAY + 1, { user_id: 'ann' }),
      document(FIRST_DAY + 2, { user_id: 8, actor_id: 'ann' }),
    ] as mongo.Document[]);
    await connection.db!.collection<LegalHold & { _id: string }>('activity_logs_holds').insertOne({
      _id: 'hold:ann',
      user_id: 'ann',
      reason: 'case',
      until: null,
      placed_by: 1,
      placed_at: new Date(),
    });
    await archive();
    const changed = await log().findOneAndUpdate({ seq: { $eq: Long.fromNumber(3) } }, { $set: { body: 'changed' } });
    await log().insertOne(document(FIRST_DAY + 5_500, { url_name: 'stored late' }));
    const all = new Map([...archived(), ...(await rawLog())]);

    const { output, error } = await archive('--delete');
    expect(error).toBe('');
    expect(output).toContain('1 records of');
    expect(output).toContain(
      `${4 * RECORDS_A_DAY} records deleted, 2 left under a legal hold, 1 left because they changed`,
    );
    expect(manifest().files.map(({ file }) => file)).toContain('2025-11-28.2.ndjson.gz');
    const left = await rawLog();
    expect(left.size).toBe(RECORDS_A_DAY + 3);
    expect(left.has(String(changed!._id))).toBe(true);
    expect(new Set([...archived().keys(), ...left.keys()])).toEqual(new Set(all.keys()));

    await connection.db!.collection('activity_logs_holds').deleteMany({});
    expect((await archive('--delete')).output).toContain('2 records deleted, 1 left because');
    expect(manifest().files[0]!.deleted).toMatchObject({ held: 0, changed: 1 });
  });

  it('deletes nothing from a file that was damaged or lost', async () => {
    await fill(2, 10);
    await archive();
    const path = join(directory, '2025-11-28.ndjson.gz');
    const content = readFileSync(path);
    const damages = { flipped: Buffer.from(content), cut: content.subarray(0, -9), lost: undefined };
    damages.flipped[30]! ^= 1;
    for (const damage of Object.values(damages)) {
      if (damage) writeFileSync(path, damage);
      else rmSync(path);
      const { exitCode, error } = await archive('--delete');
      expect(exitCode).toBe(1);
      expect(error).toMatch(/2025-11-28\.ndjson\.gz (?:changed|is missing|cannot be read|does not hold)/);
      expect(await log().countDocuments()).toBe(20);
    }
  });

  it('is one at a time for a directory, and of one collection', async () => {
    await fill(1, 3);
    writeFileSync(join(directory, 'archive.lock'), `${process.pid} ${(await import('node:os')).hostname()}\n`);
    expect((await archive()).error).toContain(`says that process ${process.pid} on`);
    rmSync(join(directory, 'archive.lock'));
    await archive();
    expect((await archive('--collection', 'other')).error).toContain('not of');
  });

  it.each([
    [['--to', 'x', '--uri', 'mongodb://127.0.0.1/x'], '--before is missing: must be a month or a day (UTC)'],
    [['--before', '2025-13', '--to', 'x'], '--before is "2025-13": must be'],
    [['--before', '2025-02-30', '--to', 'x'], '--before is "2025-02-30": must be'],
    [['--before', '2999-01', '--to', 'x'], 'must not be in the future'],
    [['--before', '2025-01'], 'archive needs --to'],
    [['--before', '2025-01', '--to', 'x'], 'archive needs --uri'],
    [['--before', '2025-01', '--to', 'x', '--uri', 'mongodb://127.0.0.1'], 'archive needs a database'],
    [['shut'], 'archive takes open, or options only (got "shut")'],
    [['open'], 'archive open needs the directory'],
    [['open', '/no/such/place'], 'has no manifest.json'],
    [['open', 'x', '--port', '99999'], '--port is "99999"'],
    [['open', 'x', '--from', 'May'], '--from is "May"'],
  ])('refuses %j', async (given, message) => {
    const { error, exitCode } = await run(['archive', ...given], () => {}, {});
    expect(exitCode).toBe(1);
    expect(error).toContain(message);
  });

  it('loses and doubles nothing when it is killed at any point', { timeout: 300_000 }, async () => {
    await fill();
    const before = await rawLog();
    const given = [
      command,
      'archive',
      '--before',
      '2026-01',
      '--to',
      directory,
      '--uri',
      uri,
      '--db',
      dbName,
      '--delete',
    ];
    for (let kill = 0; kill < KILLS; kill++) {
      // At the start, after each line of progress, and shortly after each, in turn.
      await killed(spawn(process.execPath, given), Math.floor(kill / 2), kill % 2);
      const left = await rawLog();
      const safe = existsSync(join(directory, 'manifest.json')) ? archived() : new Map<string, string>();
      for (const [id, bytes] of before) expect(left.get(id) ?? safe.get(id)).toBe(bytes);
    }
    const done = await ended(spawn(process.execPath, given));
    expect(done).toMatchObject({ code: 0 });
    expect(archived()).toEqual(before);
    expect(await log().countDocuments(OF_USERS)).toBe(0);
    const told = new Set<number>();
    for (const { body } of await log().find({ url_name: 'activity.removed' }).toArray()) {
      expect(body).toMatchObject({ instance: LIFE, reason: 'archive' });
      for (const [first, last] of (body as { ranges: [number, number][] }).ranges)
        for (let seq = first; seq <= last; seq++) told.add(seq);
    }
    expect(told.size).toBe(DAYS * RECORDS_A_DAY);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
  });

  it.each(['memory', 'a scratch collection'])(
    'opens archived days from %s, to whoever has the token',
    async (place) => {
      await fill(2, 30);
      await archive('--delete');
      const said: string[] = [];
      const target = place === 'memory' ? { uri: undefined, database: undefined } : { uri, database: dbName };
      const days = { from: '2025-11-29', to: undefined };
      const opened = await openArchive({ directory, ...days, port: undefined, ...target }, (line) => said.push(line));
      const get = async (path: string, token = opened.token, method = 'GET') => {
        const answer = await fetch(opened.url + path, { method, headers: { authorization: `Bearer ${token}` } });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
      expect(await get('/admin-history', 'x.y.z')).toMatchObject({ status: 401 });
      expect(await get('/admin-history?limit=5')).toMatchObject({ status: 200, body: { count: 30 } });
      const { body } = await get('/admin/api/records?q=status:200');
      expect(body).toMatchObject({
        results: expect.arrayContaining([expect.objectContaining({ url_name: 'list', user_id: 7 })]),
      });
      const [{ _id: id }] = body['results'] as [{ _id: string }];
      expect(await get(`/admin/api/records/${id}`)).toMatchObject({
        status: 200,
        body: { body: { count: 3, ratio: 2 } },
      });
      expect((await get('/admin/api/users/7/data?mode=delete', opened.token, 'DELETE')).status).toBe(403);
      const scratch = async () =>
        (await connection.db!.listCollections().toArray()).filter(({ name }) => name.startsWith('activity_archive_'));
      expect((await scratch()).length > 0).toBe(place !== 'memory');
      if (place !== 'memory') {
        const [{ name }] = (await scratch()).filter((each) => !/_archive_\w+_/.test(each.name)) as [{ name: string }];
        const loaded = (await connection.db!.collection(name).find({}, { raw: true }).toArray()) as unknown as Buffer[];
        for (const raw of loaded) expect(archived().get(idOf(raw))).toBe(raw.toString('hex'));
      }
      await opened.close();
      expect(await scratch()).toEqual([]);
      await expect(fetch(opened.url)).rejects.toThrow();
    },
  );
});

const idOf = (raw: Uint8Array): string => String(mongo.BSON.deserialize(raw)['_id']);

/** Kills the process after so many lines, or in one of the next turns. */
async function killed(child: ChildProcessWithoutNullStreams, lines: number, later: number): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  let left = lines;
  if (lines === 0) child.kill('SIGKILL');
  createInterface({ input: child.stderr }).on('line', () => {
    if (--left > 0) return;
    if (later === 0) child.kill('SIGKILL');
    else setImmediate(() => setImmediate(() => child.kill('SIGKILL')));
  });
  await gone;
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}
