import { createConnection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../test/mongodb.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { run } from './run.js';

describe('activity-tracker rebuild-statistics', () => {
  it.each([
    [['--uri', 'mongodb://localhost', '--from', 'yesterday'], '--from must be a date or an ISO instant'],
    [['extra', '--uri', 'mongodb://localhost'], 'no positional arguments (got "extra")'],
    [['--uri', 'localhost'], 'mongo'],
    [['--uri', 'mongodb://localhost:27017/?retryWrites=true'], 'rebuild-statistics needs a database'],
  ])('reports the problem with %j', async (args, message) => {
    const { exitCode, error } = await run(['rebuild-statistics', ...args]);
    expect(exitCode).toBe(1);
    expect(error).toContain(message);
  });

  describeWithMongo('with MongoDB', () => {
    const { uri, dbName } = freshDatabase();
    const host = createConnection(uri, { dbName });

    beforeAll(async () => {
      await host.asPromise();
      const days = ['2024-05-06T10:00:00Z', '2024-05-06T12:00:00Z', '2024-05-08T10:00:00Z'];
      await host.collection('log').insertMany(days.map((day) => activity({ created_time: new Date(day) })));
    });

    afterAll(async () => {
      await host.dropDatabase();
      await host.close();
    });

    it('counts all records, reports each day, and prints a summary', async () => {
      const lines: string[] = [];
      const args = ['rebuild-statistics', '--uri', uri, '--db', dbName, '--collection', 'log'];
      const result = await run(args, (line) => lines.push(line));
      expect(result).toEqual({
        exitCode: 0,
        error: '',
        output: '3 records counted, back to 2024-05-06T10:00:00.000Z.\n',
      });
      expect(lines).toEqual(['2024-05-08  1 records', '2024-05-06  2 records']);
      expect(await host.collection('log_rollups').countDocuments({ '_id.level': 'hour', '_id.dimension': 'all' })).toBe(
        3,
      );
    });

    it('names the collection in which it found no records', async () => {
      const { output } = await run(['rebuild-statistics', '--uri', uri, '--db', dbName, '--collection', 'empty']);
      expect(output).toBe(
        `There are no records in ${dbName}.empty. Name another database or collection with --db and --collection.\n`,
      );
    });

    it('keeps to a span', async () => {
      const args = ['rebuild-statistics', '--uri', uri, '--db', dbName, '--collection', 'log'];
      const { output } = await run([...args, '--from', '2024-05-08']);
      expect(output).toContain('1 records counted');
    });
  });
});
