import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { describeWithMongo } from '../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../test/mongodb.js';
import { nodeFiles } from '../spool/node-files.js';
import { DEAD } from '../spool/fixtures/spool-settings.js';
import { ownSocket } from '../spool/owners/owner-socket.js';
import type { SpoolFiles } from '../spool/spool-files.js';
import { surveySpool, usageOf } from '../spool/spool-survey.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { run } from './run.js';

const ALIVE = '0123456789abcdef01234568';

describe('activity-tracker spool', () => {
  let root: string;
  const records = [activity({ url_name: 'a' }), activity({ url_name: 'b', future: { field: [1, 'x'] } })];
  const bytes = Buffer.concat(records.map((record) => Buffer.from(mongo.BSON.serialize(record))));
  const file = (instance: string): string => join(root, instance, `${instance}-000001.bson`);

  beforeEach(() => {
    root = temporaryFolder('spool-cli');
    for (const instance of [DEAD, ALIVE]) {
      mkdirSync(join(root, instance));
      writeFileSync(file(instance), bytes);
    }
  });

  const ownedWhile = async <T>(act: () => Promise<T>): Promise<T> => {
    const socket = await ownSocket(join(root, ALIVE, 'owner.sock'));
    try {
      return await act();
    } finally {
      socket.close();
    }
  };

  it.each([
    [['spool'], 'spool takes list, verify, replay or repair (got "")'],
    [['spool', 'eat', '.'], '(got "eat")'],
    [['spool', 'list'], 'spool list needs an existing directory, got nothing. Use buffer.spoolDirectory, or the path'],
    [['spool', 'list', '/nowhere'], 'spool list needs an existing directory, got "/nowhere"'],
    [['spool', 'list', '.', 'more'], '(got also "more")'],
    [['spool', 'replay', '.'], 'spool replay needs --uri'],
    [['spool', 'replay', '.', '--uri', 'mongodb://localhost:27017'], 'spool replay needs a database'],
  ])('reports the problem with %j', async (args, message) => {
    const { exitCode, error } = await run(args, undefined, {});
    expect(exitCode).toBe(1);
    expect(error).toContain(message);
  });

  it('lists files, and whether their process lives', async () => {
    writeFileSync(join(root, DEAD, 'notes.txt'), '');
    symlinkSync(tmpdir(), join(root, 'a'.repeat(24)));
    writeFileSync(join(root, 'quarantine'), '');
    const { output, exitCode } = await ownedWhile(() => run(['spool', 'list', root]));
    expect(exitCode).toBe(0);
    expect(output.split('\n')).toEqual([
      `${DEAD}  process ended`,
      `  ${DEAD}-000001.bson  ${bytes.length} bytes, 2 records, 0 of them verified by checksum`,
      '  notes.txt  not a file of a spool',
      `${ALIVE}  process running`,
      `  ${ALIVE}-000001.bson  ${bytes.length} bytes, 2 records, 0 of them verified by checksum`,
      'aaaaaaaaaaaaaaaaaaaaaaaa  not a folder of a spool',
      'quarantine  not a folder of a spool',
      '4 records of 2 processes, 0 damaged places, 0 pieces in quarantine.',
      '',
    ]);
  });

  it('writes data to the standard output, and progress elsewhere', async () => {
    const said: string[] = [];
    const { output } = await run(['spool', 'list', root, '--json'], (line) => said.push(line));
    expect(JSON.parse(output)).toMatchObject({ damaged: 0 });
    expect(said).toEqual([`${DEAD}: 1 file read`, `${ALIVE}: 1 file read`]);
  });

  it('verifies: exit code 0 where all is whole, 1 where something is damaged', async () => {
    expect((await run(['spool', 'verify', root])).exitCode).toBe(0);
    appendFileSync(file(DEAD), bytes.subarray(0, 30));
    const { exitCode, output } = await run(['spool', 'verify', root, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      damaged: 1,
      instances: [{ instance: DEAD, segments: [{ documents: 2, damaged: 1 }] }, {}],
    });
  });

  it('repairs files of processes that have ended, and leaves the others alone', async () => {
    for (const instance of [DEAD, ALIVE]) appendFileSync(file(instance), bytes.subarray(0, 30));
    const said: string[] = [];
    const { output } = await ownedWhile(() => run(['spool', 'repair', root], (line) => said.push(line)));
    expect(output).toBe('1 damaged place moved to quarantine, 1 directory of a running process skipped.\n');
    expect(said).toEqual([
      `${DEAD}/${DEAD}-000001.bson  1 damaged place moved to quarantine`,
      `${ALIVE}  skipped: process running`,
    ]);
    expect(readFileSync(file(DEAD))).toEqual(bytes);
    expect(readFileSync(file(ALIVE))).toHaveLength(bytes.length + 30);
    const [kept] = readdirSync(join(root, 'quarantine'));
    expect(readFileSync(join(root, 'quarantine', kept!))).toEqual(bytes.subarray(0, 30));
  });

  const unreadable = (): void => {
    const path = join(root, DEAD, `${DEAD}-000002.bson`);
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
  };

  it('goes on where a file cannot be read, names it, and ends with 1', async () => {
    unreadable();
    const list = await run(['spool', 'list', root]);
    expect(list.exitCode).toBe(0);
    expect(list.output).toContain(`  ${DEAD}-000002.bson  ${2 ** 40} bytes, cannot be read (EFBIG)\n`);
    expect(list.output).toContain(
      '4 records of 2 processes, 0 damaged places, 0 pieces in quarantine; 1 could not be read.\n',
    );
    expect((await run(['spool', 'verify', root])).exitCode).toBe(1);
    appendFileSync(file(ALIVE), bytes.subarray(0, 30));
    const said: string[] = [];
    expect(await run(['spool', 'repair', root], (line) => said.push(line))).toMatchObject({
      exitCode: 1,
      output: '1 damaged place moved to quarantine; 1 could not be read.\n',
    });
    expect(said).toEqual([
      `${DEAD}/${DEAD}-000002.bson  cannot be read (EFBIG)`,
      `${ALIVE}/${ALIVE}-000001.bson  1 damaged place moved to quarantine`,
    ]);
  });

  it('lists and verifies next to a process that deletes what is stored', async () => {
    const surveyed: string[] = [];
    const vanishing: SpoolFiles = {
      ...nodeFiles,
      list: (directory) => [...nodeFiles.list(directory), { name: `${DEAD}-000009.bson`, kind: 'file' }],
    };
    for await (const { segments } of surveySpool(vanishing, root))
      surveyed.push(...segments.map(({ file: name }) => name));
    expect(surveyed).toEqual([DEAD, ALIVE].map((instance) => `${instance}-000001.bson`));
    const gone: SpoolFiles = {
      ...nodeFiles,
      list: (directory) => {
        if (directory.endsWith(DEAD)) rmSync(directory, { recursive: true, force: true });
        return nodeFiles.list(directory);
      },
    };
    expect(usageOf(gone, root)).toMatchObject({ processes: 2, files: 1 });
    mkdirSync(join(root, DEAD));
    const instances: string[] = [];
    for await (const { instance } of surveySpool(gone, root)) instances.push(instance);
    expect(instances).toEqual([ALIVE]);
  });

  it('takes a file in place of quarantine for none', async () => {
    writeFileSync(join(root, 'quarantine'), '');
    expect(await run(['spool', 'list', root])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining(' 0 pieces in quarantine.'),
    });
  });

  describeWithMongo('with MongoDB', () => {
    const { uri, dbName } = freshDatabase();
    const host = createConnection(uri, { dbName });
    beforeAll(() => host.asPromise());
    afterAll(async () => {
      await host.dropDatabase();
      await host.close();
    });

    it('stores the records of ended processes, each once, and none of a running process', async () => {
      await host.collection('activity_logs').insertOne({ ...records[0]! });
      const args = ['spool', 'replay', root, '--uri', uri, '--db', dbName];
      const { output, exitCode, error } = await ownedWhile(() => run(args));
      expect({ output, exitCode, error }).toEqual({
        output: `1 record stored in ${dbName}.activity_logs, 1 already stored, 0 rejected by the store, 0 damaged places moved to quarantine, from 1 directory.\n`,
        exitCode: 0,
        error: '',
      });
      expect(await host.collection('activity_logs').countDocuments()).toBe(2);
      // A file of a newer version has fields that this one does not know.
      expect(await host.collection('activity_logs').findOne({ url_name: 'b' })).toMatchObject({
        future: { field: [1, 'x'] },
      });
      expect(readdirSync(root)).toEqual([ALIVE]);
      expect(existsSync(file(ALIVE))).toBe(true);
    });

    it('keeps records that the store rejects, with the cause', async () => {
      await host.createCollection('strict', { validator: { url_name: { $ne: 'b' } } });
      const args = ['spool', 'replay', root, '--uri', uri, '--db', dbName, '--collection', 'strict'];
      const { output, exitCode } = await ownedWhile(() => run(args));
      expect(output).toContain(
        '1 record stored in ' + dbName + '.strict, 0 already stored, 1 rejected by the store and kept in quarantine/, ',
      );
      expect(exitCode).toBe(1);
      const [document, cause] = readdirSync(join(root, 'quarantine')).toSorted();
      expect(readFileSync(join(root, 'quarantine', document!))).toEqual(Buffer.from(mongo.BSON.serialize(records[1]!)));
      expect(readFileSync(join(root, 'quarantine', cause!), 'utf8')).toMatch(
        new RegExp(`^${String(records[1]!._id)} .*validation.*\n$`),
      );
      expect(existsSync(file(DEAD))).toBe(false);
    });

    it('keeps the files of rejected records where quarantine does not take them', async () => {
      await host.createCollection('stricter', { validator: { url_name: { $ne: 'b' } } });
      writeFileSync(join(root, 'quarantine'), 'in the way');
      const args = ['spool', 'replay', root, '--uri', uri, '--db', dbName, '--collection', 'stricter'];
      const { output, exitCode } = await ownedWhile(() => run(args));
      expect(output).toContain('1 rejected by the store (their files stay, because quarantine/ could not take them)');
      expect(exitCode).toBe(1);
      const left = readdirSync(root, { recursive: true, encoding: 'utf8' });
      expect(left.filter((name) => name.endsWith(`${DEAD}-000001.bson`))).toHaveLength(1);
    });

    it('takes directory and MongoDB from the options of an application', async () => {
      const folder = mkdtempSync(join(import.meta.dirname, 'fixtures', 'app-'));
      try {
        const given = { database: true, mongo: { uri, dbName }, buffer: { spoolDirectory: root } };
        writeFileSync(
          join(folder, 'app.module.mjs'),
          `import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ActivityTrackerModule } from '../../../activity-tracker.module.ts';
export class AppModule {}
Module({ imports: [ActivityTrackerModule.forRoot(${JSON.stringify(given)})] })(AppModule);`,
        );
        await host.collection('activity_logs').deleteMany({});
        const { output, error } = await ownedWhile(() => run(['spool', 'replay', join(folder, 'app.module.mjs')]));
        expect({ output, error }).toMatchObject({
          error: '',
          output: expect.stringContaining(`2 records stored in ${dbName}.activity_logs`),
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('needs a directory in those options', async () => {
      const { error } = await run([
        'spool',
        'list',
        join(import.meta.dirname, 'fixtures/shop.module.mjs'),
        '--export',
        'ShopModule',
      ]);
      expect(error).toMatch(/activity-tracker: /);
    });
  });
});
