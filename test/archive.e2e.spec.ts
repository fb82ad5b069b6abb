import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Connection, createConnection, mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openArchive } from '../libs/activity-tracker/src/cli/retention/open-archive.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { chainedLog, KEY } from '../libs/activity-tracker/src/integrity/chain/chained-log.fixture.js';
import { KeyedHash } from '../libs/activity-tracker/src/integrity/chain/keyed-hash.js';
import { lineOf } from '../libs/activity-tracker/src/integrity/checkpoints/checkpoint.js';
import { CheckpointMaker } from '../libs/activity-tracker/src/integrity/checkpoints/checkpoint-maker.js';
import { archivedBytesOf } from '../libs/activity-tracker/src/retention/archive/archive-line.js';
import type { ArchiveManifest } from '../libs/activity-tracker/src/retention/archive/manifest.js';
import { MongoActivityStore } from '../libs/activity-tracker/src/storage/mongo/mongo.store.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import type { LegalHold } from 'nestjs-activity-tracker/store';
import { bundled } from './host/fixtures/transpile.js';

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

  beforeAll(async () => {
    const main = new URL('../libs/activity-tracker/src/cli/main.ts', import.meta.url);
    ({ folder, entry: command } = await bundled(fileURLToPath(main)));
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

  it('refuses a collection without records, which a wrong name may be', async () => {
    const { error, exitCode } = await archive();
    expect([exitCode, error]).toEqual([1, expect.stringContaining(`There are no records in ${dbName}.activity_logs.`)]);
  });

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
    expect(output).toContain('1 record of');
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

  describe('restore', () => {
    const said: string[] = [];
    const fillPlain = async (days: number, recordsADay: number): Promise<void> => {
      await fill(days, recordsADay);
      await log().updateMany({}, { $unset: { instance: 1 }, $rename: { seq: 'number' } });
    };
    const restore = (...more: string[]) =>
      run(['archive', 'restore', directory, '--uri', uri, '--db', dbName, ...more], (line) => said.push(line), {});

    it('puts archived days back, byte for byte and each record once, and archive deletes them again', async () => {
      await fillPlain(3, 210);
      const before = await rawLog();
      await archive('--delete');
      expect(await restore('--dry-run', '--from', '2025-11-29')).toMatchObject({
        exitCode: 0,
        output: `420 records of 420 would be put back into ${dbName}.activity_logs, 0 there already.\n`,
      });
      expect((await rawLog()).size).toBe(0);
      expect(await restore('--from', '2025-11-29')).toMatchObject({ exitCode: 0, error: '' });
      expect(said).toContain('2025-11-30.ndjson.gz  verified, 420 of 420 records put back');
      expect((await rawLog()).size).toBe(420);
      // As after an interruption.
      await log().deleteMany({ number: { $lt: 300 } });
      expect(await restore('--json')).toMatchObject({ exitCode: 0 });
      expect(await rawLog()).toEqual(before);
      const again = JSON.parse((await restore('--json')).output) as unknown;
      expect(again).toEqual({ records: 630, restored: 0, present: 630, changed: 0, erased: 0, rejected: [] });
      expect((await archive('--delete')).output).toContain('630 records deleted');
      expect((await rawLog()).size).toBe(0);
    });

    it('leaves what is in the collection, and persons who were erased out of it', async () => {
      await fillPlain(1, 10);
      await log().updateMany({ number: { $lt: 4 } }, { $set: { user_id: new Int32(9) } });
      await archive();
      await log().deleteMany({ number: { $gt: 2 } });
      await log().updateOne({ number: 0 }, { $set: { note: 'changed' } });
      const store = new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', warn: () => {} });
      await store.erasureOrders.issue(9, []);
      await store.close();
      expect((await restore()).output).toBe(
        `6 records of 10 put back into ${dbName}.activity_logs, 2 there already, 1 there with another content, which stays, ` +
          '1 of erased persons left out.\n',
      );
      expect(await log().countDocuments({ user_id: 9 })).toBe(3);
      expect(await log().countDocuments({ note: 'changed' })).toBe(1);
    });

    it('refuses a damaged file, and a collection from which MongoDB would delete the days at once', async () => {
      await fillPlain(2, 10);
      await archive('--delete');
      await log().createIndex({ created_time: 1 }, { name: 'activity_retention', expireAfterSeconds: 86_400 });
      expect(await restore()).toMatchObject({
        exitCode: 2,
        error: expect.stringContaining('2025-11-28 is older than the 1 days after which MongoDB deletes'),
      });
      await log().dropIndex('activity_retention');
      const path = join(directory, '2025-11-29.ndjson.gz');
      const content = readFileSync(path);
      content[30]! ^= 1;
      writeFileSync(path, content);
      expect(await restore()).toMatchObject({
        exitCode: 1,
        error: expect.stringContaining('2025-11-29.ndjson.gz changed'),
      });
      expect((await rawLog()).size).toBe(0);
    });
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
    writeFileSync(join(directory, 'archive.lock'), `${process.ppid} ${(await import('node:os')).hostname()}\n`);
    expect((await archive()).error).toContain(`says that process ${process.ppid} on`);
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
    [['shut'], 'archive takes open, verify, restore, or options only (got "shut")'],
    [['open'], 'archive open needs the directory'],
    [['open', '/no/such/place'], 'has no manifest.json'],
    [['open', 'x', '--port', '99999'], '--port is "99999"'],
    [['open', 'x', '--from', 'May'], '--from is "May"'],
  ])('refuses %j', async (given, message) => {
    const { error, exitCode } = await run(['archive', ...given], () => {}, {});
    expect(exitCode).toBe(1);
    expect(error).toContain(message);
  });

  describe('with a chain', () => {
    const CHAINED = ObjectId.createFromTime(FIRST_DAY / 1_000);
    const LATER = FIRST_DAY + 3 * DAY_MS;
    let anchors: string;
    let keyFile: string;

    async function fillChained(): Promise<void> {
      const hash = new KeyedHash(KEY);
      const maker = new CheckpointMaker(CHAINED.toHexString(), 86_400, hash);
      const lines = [lineOf(maker.sign(maker.take(), new Date(FIRST_DAY)))];
      const times = Array.from({ length: 144 }, (_, index) => FIRST_DAY + index * 1_800_000 + 5);
      const records = times.map((time, index) => ({
        ...document(time),
        _id: new ObjectId(`${Math.floor(time / 1_000).toString(16)}${'ab'.repeat(5)}${String(index).padStart(6, '0')}`),
        instance: CHAINED,
        seq: index + 1,
        ...(index === 0 && { url_name: 'activity.started', namespace: 'ActivityTracker' }),
      }));
      let made = 0;
      const documents = chainedLog(records as never, KEY, (link) => {
        maker.add(link);
        if (++made % 10 === 0) lines.push(lineOf(maker.sign(maker.take(), new Date(times[made - 1]! + 1_000))));
      });
      await log().insertMany(documents.map((raw) => mongo.BSON.deserialize(raw, { promoteValues: false })));
      anchors = join(directory, '..', `${dbName}.anchors`);
      keyFile = join(directory, '..', `${dbName}.key`);
      writeFileSync(anchors, `${lines.join('\n')}\n{"kind":"activity-tracker check`);
      writeFileSync(keyFile, `${KEY}\n`);
    }
    afterEach(() => [anchors, keyFile].forEach((file) => rmSync(file, { force: true })));

    const chained = (...more: string[]) =>
      archive('--before', '2025-12-01', '--key-file', keyFile, '--checkpoints', anchors, ...more);
    const verify = (...more: string[]) =>
      run(['archive', 'verify', directory, '--key-file', keyFile, ...more], undefined, {});
    /** Writes a day again as an attacker does who may write to the archive: the hashes of the manifest agree. */
    function tamper(day: string, change: (lines: string[]) => string[]): void {
      const path = join(directory, `${day}.ndjson.gz`);
      const lines = change(gunzipSync(readFileSync(path)).toString().trimEnd().split('\n'));
      const packed = gzipSync(`${lines.join('\n')}\n`);
      writeFileSync(path, packed);
      const changed = manifest();
      const entry = changed.files.find((each) => each.day === day)!;
      entry.records = lines.length;
      entry.bytes = packed.length;
      entry.sha256 = createHash('sha256').update(packed).digest('hex');
      const content = createHash('sha256');
      for (const line of lines) content.update(archivedBytesOf(line));
      entry.content_sha256 = content.digest('hex');
      writeFileSync(join(directory, 'manifest.json'), JSON.stringify(changed));
    }

    it('keeps the checkpoints, and is verified with them, day by day too', async () => {
      await fillChained();
      const { said, error } = await chained();
      expect(error).toBe('');
      expect(said).toContain(`line 16 of "${anchors}" is no whole checkpoint, and is left out`);
      expect(manifest().evidence).toMatchObject([{ file: 'evidence.1.ndjson.gz', checkpoints: 15, records: 0 }]);
      await chained();
      expect(manifest().evidence).toHaveLength(1);
      const whole = await verify();
      expect(whole).toMatchObject({ exitCode: 0, error: '' });
      expect(whole.output).toContain('144 records in');
      expect(whole.output).toContain('Chains of 1 process: 144 whole.');
      expect(whole.output).toContain('The archive is whole.');
      expect(await verify('--from', '2025-11-29', '--to', '2025-11-29')).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('48 whole'),
      });
    });

    it.each<[string, (lines: string[]) => string[], RegExp]>([
      [
        'a changed record',
        (lines) => lines.map((line, index) => (index === 5 ? line.replace('/orders', '/refund') : line)),
        /WRONG {3}record \w+ .* was changed after it was recorded/,
      ],
      [
        'a removed record',
        (lines) => lines.toSpliced(5, 1),
        /MISSING \w+ \(began \S+\) lacks 1 record, and nothing explains it: seq 102/,
      ],
      ['a removed end', (lines) => lines.slice(0, -5), /MISSING instance \w+ ends with seq 139, but checkpoint 15 of/],
    ])('finds %s, although the hashes of the manifest were made again', async (_case, change, finding) => {
      await fillChained();
      await chained();
      tamper('2025-11-30', change);
      const { output, exitCode } = await verify();
      expect(output).toMatch(finding);
      expect(output).toContain('The archive is not whole');
      expect(exitCode).toBe(1);
      const said: string[] = [];
      const opened = await openArchive(
        { directory, from: undefined, to: undefined, port: undefined, uri: undefined, database: undefined, keyFile },
        (line) => said.push(line),
      );
      await opened.close();
      expect(said.join('\n')).toMatch(finding);
    });

    it('finds a manifest that was edited, although what is left of it is whole', async () => {
      await fillChained();
      await chained();
      const { files } = manifest();
      expect(await verify('--from', '2025-11-29')).toMatchObject({ exitCode: 0 });
      const edit = (change: (edited: ArchiveManifest) => void): void => {
        const edited = manifest();
        change(edited);
        writeFileSync(join(directory, 'manifest.json'), JSON.stringify(edited));
      };
      edit((edited) => (edited.files = files.slice(1)));
      const edited = await verify('--from', '2025-11-29');
      expect(edited.output).toContain('WRONG   manifest.json was edited after it was signed');
      expect(edited.exitCode).toBe(1);
      expect((await chained('--delete')).error).toContain('manifest.json was edited after it was signed');
      edit((each) => (each.files = files));
      expect(await verify()).toMatchObject({ exitCode: 0 });
      expect((await archive('--delete')).error).toContain('manifest.json is signed: give the same key');
      const numbers = await run(['archive', 'verify', directory, '--numbers-only'], undefined, {});
      expect(numbers).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('is signed, and no key was given'),
      });
      const other = await run(['archive', 'verify', directory], undefined, {
        ACTIVITY_TRACKER_KEY: 'another key of 16',
      });
      expect(other).toMatchObject({ exitCode: 1, output: expect.stringContaining('was signed with another key') });
      edit((each) => delete each.signature);
      expect(await verify()).toMatchObject({ exitCode: 1, output: expect.stringContaining('is not signed') });
      expect((await chained()).error).toContain('a signature would vouch for edits');
      expect(await log().countDocuments()).toBe(144);
    });

    it('puts nothing back of what is not whole, or not verified', async () => {
      await fillChained();
      await chained('--delete');
      const restore = (...more: string[]) =>
        run(['archive', 'restore', directory, '--uri', uri, '--db', dbName, ...more], undefined, {});
      const left = await log().countDocuments();
      expect(await restore()).toMatchObject({ exitCode: 2, output: expect.stringContaining('Nothing was put back.') });
      tamper('2025-11-30', (lines) => lines.toSpliced(5, 1));
      const broken = await restore('--key-file', keyFile);
      expect(broken).toMatchObject({ exitCode: 1, output: expect.stringContaining('MISSING') });
      expect(broken.output).toContain('Nothing was put back. Restore it from a copy.');
      expect(await log().countDocuments()).toBe(left);
    });

    it('is verified as whole again after it was put back', async () => {
      await fillChained();
      await chained('--delete');
      expect(
        await run(
          ['archive', 'restore', directory, '--uri', uri, '--db', dbName, '--key-file', keyFile],
          undefined,
          {},
        ),
      ).toMatchObject({
        exitCode: 0,
        error: '',
        output: expect.stringMatching(/^143 records of 144 put back into \S+, 1 there/),
      });
      writeFileSync(anchors, readFileSync(anchors, 'utf8').replace(/\n[^\n]*$/, '\n'));
      expect(
        await run(
          ['verify', '--uri', uri, '--db', dbName, '--key-file', keyFile, '--checkpoints', anchors],
          undefined,
          {},
        ),
      ).toMatchObject({ exitCode: 0, output: expect.stringContaining('147 whole') });
    });

    it('says which file was changed or is missing, also of the evidence', async () => {
      await fillChained();
      await chained();
      writeFileSync(join(directory, 'evidence.1.ndjson.gz'), gzipSync(''));
      expect(await verify()).toMatchObject({
        exitCode: 1,
        error: expect.stringContaining('evidence.1.ndjson.gz changed since it was written'),
      });
      rmSync(join(directory, 'evidence.1.ndjson.gz'));
      expect((await verify()).error).toContain('evidence.1.ndjson.gz is missing');
      expect(await run(['archive', 'verify', '/no/such/place'], undefined, {})).toMatchObject({
        exitCode: 1,
        error: expect.stringContaining('has no manifest.json'),
      });
      expect(await run(['archive', 'verify'], undefined, {})).toMatchObject({ exitCode: 2 });
    });

    it('accepts what an erasure removed before, of which a later day tells', async () => {
      await fillChained();
      await log().deleteOne({ seq: 20 });
      const removed = { reason: 'erasure', instance: CHAINED, count: 1, first: 20, last: 20, ranges: [[20, 20]] };
      const about = { url_name: 'activity.removed', namespace: 'ActivityTracker', user_id: null };
      await log().insertOne(document(LATER + 5, { ...about, body: removed }));
      await chained();
      expect(manifest().evidence).toMatchObject([{ records: 1 }]);
      expect(await verify()).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('Missing and explained: 1 by erasure.'),
      });
    });

    it('seals with the key what tells of the removal, and verification finds a forged one', async () => {
      await fillChained();
      await chained('--delete');
      const verifyLog = () =>
        run(['verify', '--uri', uri, '--db', dbName, '--key-file', keyFile, '--checkpoints', anchors], undefined, {});
      writeFileSync(anchors, readFileSync(anchors, 'utf8').replace(/\n[^\n]*$/, '\n'));
      expect(await verifyLog()).toMatchObject({ exitCode: 0, output: expect.stringContaining('143 by archive') });
      await log().updateOne({ url_name: 'activity.removed' }, { $set: { 'body.count': 142 } });
      expect(await verifyLog()).toMatchObject({
        exitCode: 1,
        output: expect.stringMatching(/record \w+ .* was changed after it was recorded/),
      });
      await log().updateOne({ url_name: 'activity.removed' }, { $set: { 'body.count': 143 }, $unset: { chain: 1 } });
      expect(await verifyLog()).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining('tells of a removal, and is not sealed with the key'),
      });
    });
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
