import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeWithMongo } from '../../test/describe-with-mongodb.js';
import { ActivityTrackerModule } from '../activity-tracker.module.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import type { Finding } from '../storage/mongo/read/inspect.js';
import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import { JwtService } from '@nestjs/jwt';
import { examine, examineToken, exitCodeOf } from './doctor.js';
import { givenOptions } from './application/given-options.js';
import { run } from './run.js';

const jwt = { secret: 'top secret', algorithms: ['HS256' as const] };

describeWithMongo('activity-tracker doctor', (uri) => {
  const host = createConnection(uri, { dbName: `doctor_${process.pid}` });
  let collections = 0;
  let collectionName: string;
  beforeAll(() => host.asPromise());
  beforeEach(() => void (collectionName = `activity_logs_${++collections}`));
  afterEach(() => void vi.useRealTimers());
  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  const doctor = (...args: string[]) =>
    run(['doctor', '--db', host.name, '--collection', collectionName, ...args], undefined, { MONGODB_URI: uri });
  const levels = async (findings: Promise<Finding[]>) =>
    Object.fromEntries((await findings).map(({ check, level }) => [check, level]));
  const mongo = () => ({ uri, dbName: host.name, collectionName });

  async function boot(retentionDays?: number): Promise<void> {
    const store = new MongoActivityStore({ ...mongo(), retentionDays, warn: () => {} });
    await store.open();
    await store.close();
  }

  it('reports no problem after an app has run, with a line for each check and exit code 0', async () => {
    await boot();
    const { exitCode, output, error } = await doctor();
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(output.split('\n').map((line) => line.replace(/\s+/g, ' '))).toEqual([
      'OK options valid',
      expect.stringMatching(/^OK server MongoDB \d+\.\d+\.\d+, /),
      'OK clock agrees with the server’s',
      `OK collection "${host.name}.${collectionName}" can be used`,
      'OK inserts records are sent as the BSON that the buffer holds',
      'OK indexes all there',
      'OK retention records are kept for good',
      '',
    ]);
  });

  it('says which thread is to make records, and why it is the main one', async () => {
    const threadOf = async (given: object): Promise<Finding | undefined> =>
      (await examine({ database: true, storage: { store: new InMemoryActivityStore() }, ...given })).find(
        ({ check }) => check === 'thread',
      );
    expect(await threadOf({})).toBeUndefined();
    expect(await threadOf({ recording: { thread: 'worker' } })).toEqual({
      level: 'warning',
      check: 'thread',
      message:
        "recording.thread is 'worker', but records are made on the main thread: storage.store is an object of the application",
    });
  });

  it('speaks of the spool: directory, mode, bytes, oldest file and processes', async () => {
    const root = mkdtempSync(join(tmpdir(), 'doctor-spool-'));
    const spoolOf = async (buffer: object): Promise<Finding | undefined> =>
      (await examine({ database: true, storage: { store: new InMemoryActivityStore() }, buffer })).find(
        ({ check }) => check === 'spool',
      );
    try {
      expect(await spoolOf({})).toBeUndefined();
      const missing = join(root, 'later');
      expect(await spoolOf({ spoolDirectory: missing })).toEqual({
        level: 'ok',
        check: 'spool',
        message: `journal, ${missing} is missing: it is created at the start`,
      });
      const instance = 'ab'.repeat(12);
      mkdirSync(join(root, instance));
      for (const name of ['000001.bson', '000002.bson.open', '000001.crc'])
        writeFileSync(join(root, instance, `${instance}-${name}`), 'x'.repeat(10));
      utimesSync(join(root, instance, `${instance}-000001.bson`), 0, 0);
      const found = await spoolOf({ spoolDirectory: root, durability: 'spill', maxSpoolBytes: 2_000_000 });
      expect(found!.message).toContain(
        `spill, ${root}: 20 bytes of 2000000 in 2 files of 1 process, the oldest written last at 1970-01-01T00:00:00.000Z`,
      );
      chmodSync(root, 0o777);
      expect(await spoolOf({ spoolDirectory: root })).toMatchObject({
        level: 'error',
        message: expect.stringContaining('can be written by other users (mode 777). Run chmod 700'),
      });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('tells that rules remove records', async () => {
    await boot();
    const storage = { retention: [{ when: 'status:2xx', keep: '30d' }] };
    const findings = await examine({ database: true, mongo: mongo(), storage });
    expect(findings.slice(-2)).toMatchObject([
      {
        check: 'retention',
        message: 'records are kept for good, unless a rule of storage.retention removes them earlier',
      },
      { check: 'rules', message: expect.stringMatching(/^1 rule in storage\.retention\..*--dry-run/) },
    ]);
  });

  it('names the indexes that are missing, ends with 2, and creates nothing', async () => {
    const { exitCode, output } = await doctor('--json');
    expect(exitCode).toBe(2);
    const findings = JSON.parse(output) as Finding[];
    expect(findings.find(({ check }) => check === 'indexes')).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(
        /^missing: \{"created_time":-1,"_id":-1\}, .*The app creates them at boot/,
      ) as string,
    });
    expect(await host.db!.listCollections({ name: collectionName }).toArray()).toEqual([]);
  });

  it.each<[number | undefined, number | undefined, string]>([
    [30, 30, 'records are kept for 30 days'],
    [0.001, 0.001, 'records are kept for'],
    [30, undefined, 'keeps records for good, but the collection keeps them for 30 days. Set it, or drop the index'],
    [undefined, 30, 'keeps records for 30 days, but the collection keeps them for good. The app changes that at boot.'],
    [30, 60, 'keeps records for 60 days, but the collection keeps them for 30 days'],
  ])('a retention of %s days, where the options say %s', async (kept, wanted, message) => {
    await boot(kept);
    const findings = await examine({ database: true, mongo: mongo(), storage: { retentionDays: wanted } });
    const finding = findings.find(({ check }) => check === 'retention');
    expect(finding?.message).toContain(message);
    expect(finding?.level).toBe(kept === wanted ? 'ok' : 'warning');
  });

  it('a target that cannot be used is an error', async () => {
    await host.db!.createCollection(collectionName, { viewOn: 'elsewhere', pipeline: [] });
    const { exitCode, output } = await doctor();
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^ERROR collection +"\w+" is a view, which cannot be written\. Set mongo\.collectionName/m);
  });

  it('a write concern that may lose records is a warning', async () => {
    await boot();
    const url = new URL(uri);
    url.pathname ||= '/';
    url.searchParams.set('w', '1');
    const { exitCode, output } = await doctor('--uri', url.href);
    expect(exitCode).toBe(2);
    expect(output).toMatch(/^WARN {2}collection +The connection sets w: 1/m);
  });

  it('a clock that is an hour ahead is a warning', async () => {
    await boot();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const findings = await examine({ database: true, mongo: mongo() });
    expect(findings.find(({ check }) => check === 'clock')).toMatchObject({ level: 'warning' });
    expect(findings.find(({ check }) => check === 'clock')?.message).toMatch(/ differ by 3\d{3}(?:\.\d+)? s.*NTP/);
  });

  it('options that are wrong are errors, each with path, value, rule and remedy, and nothing else is looked at', async () => {
    const findings = await examine({ database: true, mongo: mongo(), buffer: { maxSize: 0 }, history: { limit: 0 } });
    expect(findings).toEqual([
      {
        level: 'error',
        check: 'options',
        message:
          'buffer.maxSize is 0: must be a whole number from 1 to 100,000. Correct it, or remove it to use the default, 50.',
      },
      expect.objectContaining({ message: expect.stringContaining('history.limit is 0') as string }),
    ]);
  });

  it.each([
    [
      'server',
      'mongodb://ada:s3cret@127.0.0.1:1/logs?serverSelectionTimeoutMS=200',
      '127.0.0.1:1. Start MongoDB, correct mongo.uri, or allow connections from this machine.',
    ],
    ['options', 'mongodb://ada:s3cret@127.0.0.1:1/logs?w=some&nonsense=1', 'nonsense is not supported'],
  ])('an address without a MongoDB is an error of the %s that shows no password', async (check, away, message) => {
    const { exitCode, output, error } = await run(['doctor', '--uri', away]);
    expect([exitCode, error]).toEqual([1, '']);
    expect(output).toMatch(new RegExp(`^ERROR ${check} `, 'm'));
    expect(output).toContain(message);
    expect(output).not.toContain('s3cret');
  });

  it('lists the checks it skips', async () => {
    const store = new InMemoryActivityStore();
    expect(await levels(examine({ database: true, storage: { store } }))).toEqual({ options: 'ok', server: 'ok' });
    expect(await levels(examine({ database: true, mongo: { connectionName: 'default' } }))).toEqual({
      options: 'ok',
      server: 'warning',
    });
    expect(await levels(examine({}))).toEqual({ options: 'warning', server: 'ok' });
  });

  it('asks for a connection where there is none', async () => {
    const { exitCode, error } = await run(['doctor'], undefined, {});
    expect(exitCode).toBe(1);
    expect(error).toContain('or a connection string: --uri, or MONGODB_URI');
  });
});

describe('the options of an application', () => {
  const options = { database: true, mongo: { uri: 'mongodb://127.0.0.1:1' }, jwt };
  const rootWith = (...imports: NonNullable<Parameters<typeof Module>[0]['imports']>) => {
    @Module({ imports })
    class Root {}
    return Root;
  };

  it('are read without starting anything', async () => {
    const root = rootWith(ActivityTrackerModule.forRoot({ ...options, prefix: 'audit' }));
    expect(await givenOptions(root)).toEqual(options);
  });

  it('are asked of a factory that needs nothing of Nest’s', async () => {
    const root = rootWith(ActivityTrackerModule.forRootAsync({ useFactory: async () => options }));
    expect(await givenOptions(root)).toEqual(options);
  });

  it.each<[string, () => ReturnType<typeof rootWith>, string]>([
    [
      'a factory that needs more',
      () => rootWith(ActivityTrackerModule.forRootAsync({ inject: [ModuleRef], useFactory: () => options })),
      'Omit the path, and pass the connection: doctor --uri',
    ],
    [
      'a factory that throws',
      () =>
        rootWith(
          ActivityTrackerModule.forRootAsync({
            useFactory: () => {
              throw new Error('DATABASE_URL is not set');
            },
          }),
        ),
      'the factory of the options failed: DATABASE_URL is not set',
    ],
    ['no tracker', () => rootWith(), 'Root imports no ActivityTrackerModule'],
  ])('reports %s', async (_, root, message) => {
    await expect(givenOptions(root())).rejects.toThrow(message);
  });
});

describe('doctor --token', () => {
  const sign = (payload: object, secret = jwt.secret) =>
    new JwtService({ secret }).sign(payload, { noTimestamp: true });

  it('names the user, the claims, and the payload keys that the token lacks', async () => {
    const options = { jwt: { ...jwt, payloadKeys: ['team', { 'https://example.com/claims/company': 'company' }] } };
    const token = sign({ sub: 'ada', email: 'ada@shop.example', team: 'red' });
    const findings = await examineToken(options, `Bearer ${token}`);
    expect(findings).toEqual([
      { level: 'ok', check: 'token', message: 'identifies the user "ada" (claims seen: sub, email, team)' },
      {
        level: 'warning',
        check: 'payload',
        message: 'company is null in records of this token: it has no such claim. Correct payloadKeys if it should.',
      },
    ]);
    expect(exitCodeOf(findings)).toBe(2);
    expect(JSON.stringify(findings)).not.toContain('shop.example');
  });

  it.each<[string, object, () => string, RegExp]>([
    ['lacks the claim', { jwt }, () => sign({ mail: 'x' }), /none of the claims user_id, sub, userId, id \(claims seen: mail\)\. Set jwt\.userIdKey/],
    ['is signed with another key', { jwt }, () => sign({ sub: 1 }, 'another secret'), /signature .* \(its algorithm is HS256\) \(claims seen: sub\)\. Give the key/],
    ['is none', { jwt }, () => 'abc', /is not a JSON Web Token/],
    ['is not read', { resolveUser: () => 1 }, () => sign({ sub: 1 }), /the options have no jwt, so only resolveUser identifies users/],
    ['comes with wrong options', { jwt: { ...jwt, clockTolerance: -1 } }, () => sign({ sub: 1 }), /jwt\.clockTolerance is -1/],
  ])('explains a token that %s', async (_, options, token, message) => {
    const findings = await examineToken(options as never, token());
    expect(findings).toEqual([expect.objectContaining({ level: 'error', message: expect.stringMatching(message) as string })]);
    expect(exitCodeOf(findings)).toBe(1);
  }); // prettier-ignore

  it('asks for the application whose options it reads', async () => {
    const { exitCode, error } = await run(['doctor', '--token', 'abc'], undefined, {});
    expect(exitCode).toBe(1);
    expect(error).toContain('doctor --token needs the path of the built root module');
  });
});
