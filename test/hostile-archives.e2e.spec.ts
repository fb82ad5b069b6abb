import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Connection, createConnection, mongo } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openArchive } from '../libs/activity-tracker/src/cli/retention/open-archive.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { writeArchiveFile } from '../libs/activity-tracker/src/retention/archive/archive-file.js';
import { newManifest, writeManifest } from '../libs/activity-tracker/src/retention/archive/manifest.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';

const DAY = '2025-11-28';
const FILE = `${DAY}.ndjson.gz`;

describeWithMongo('archives with documents of other writers', (uri) => {
  let dbName: string;
  let connection: Connection;
  let directory: string;
  let said: string[];

  beforeEach(async () => {
    ({ dbName } = freshDatabase());
    connection = await createConnection(uri, { dbName }).asPromise();
    directory = mkdtempSync(join(tmpdir(), 'archives-'));
    said = [];
  });
  afterEach(async () => {
    await connection.dropDatabase();
    await connection.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const log = () => connection.db!.collection<{ _id: unknown }>('activity_logs');
  const document = (fields: object = {}) => ({
    _id: new mongo.ObjectId() as unknown,
    user_id: 7,
    url_name: 'list',
    created_time: new Date(`${DAY}T01:00:00Z`),
    ...fields,
  });
  const command = (...words: string[]) =>
    run(['archive', ...words, '--uri', uri, '--db', dbName], (line) => said.push(line), {});
  const archive = (...more: string[]) => command('--before', '2025-11-29', '--to', directory, ...more);
  const ids = async () =>
    (
      await log()
        .find({ url_name: { $ne: 'activity.removed' } })
        .toArray()
    )
      .map(({ _id }) => JSON.stringify(_id))
      .toSorted();

  it('keep records apart whose ids have the same text: each is archived, deleted and put back', async () => {
    await log().insertMany([document({ _id: { a: 1 } }), document({ _id: 1 })]);
    await archive();
    await log().insertMany([document({ _id: { a: 2 } }), document({ _id: '1' })]);
    const before = await ids();
    expect(await archive('--delete')).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('4 records deleted'),
    });
    expect(await ids()).toEqual([]);
    await log().insertOne(document({ _id: { a: 1 } }));
    expect(await command('restore', directory)).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('3 records of 4 put back'),
    });
    expect(await ids()).toEqual(before);
  });

  it('leave a document where it is whose list of times falls into each day', async () => {
    await log().insertMany([document(), document({ _id: 'list', created_time: [new Date(0), new Date()] })]);
    expect(await archive('--delete')).toMatchObject({
      exitCode: 0,
      error: '',
      output: expect.stringContaining('1 record of'),
    });
    expect(
      gunzipSync(readFileSync(join(directory, FILE)))
        .toString()
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1);
    expect(await ids()).toEqual(['"list"']);
  });

  const written = async (...documents: object[]): Promise<void> => {
    async function* records(): AsyncGenerator<Uint8Array> {
      for (const each of documents) yield mongo.BSON.serialize(each);
    }
    const entry = await writeArchiveFile(directory, { day: DAY, file: FILE }, records());
    writeManifest(directory, { ...newManifest('shop.activity_logs'), files: [entry!] }, undefined);
  };

  it.each(['memory', 'a scratch collection'])('open from %s without what it cannot hold, and say so', async (place) => {
    const twice = document();
    const large = 'x'.repeat(place === 'memory' ? 1 : 16 * 1024 * 1024);
    await written(document(), twice, twice, document({ _id: [1] }), document({ body: large }));
    const target = place === 'memory' ? { uri: undefined, database: undefined } : { uri, database: dbName };
    const opened = await openArchive(
      { directory, from: undefined, to: undefined, port: undefined, ...target },
      (line) => said.push(line),
    );
    const answer = await fetch(`${opened.url}/admin-history`, { headers: { authorization: `Bearer ${opened.token}` } });
    const { count } = (await answer.json()) as { count: number };
    await opened.close();
    expect(count).toBe(place === 'memory' ? 3 : 2);
    expect(said).toContain('1 record left out: another one has the same _id, or one with the same text.');
    if (place !== 'memory')
      expect(said.filter((line) => line.includes('left out'))).toEqual([
        expect.any(String),
        expect.stringMatching(/^1 record left out: MongoDB error 53/),
        expect.stringMatching(/^1 record left out: \d+ bytes exceed/),
      ]);
  });

  it('say that they are of another collection when they are put back', async () => {
    await written(document());
    expect(await command('restore', directory)).toMatchObject({ exitCode: 0 });
    expect(said).toContain(`The archive is of shop.activity_logs; its records go to ${dbName}.activity_logs.`);
  });
});
