import type { RebuildProgress } from '../storage/port/statistics.js';
import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import { CommandError } from './command-error.js';
import { requireDatabase } from './named-database.js';
import { instantOf, instantProblem } from './span.js';

export interface RebuildSettings {
  uri?: string;
  database?: string;
  collection?: string;
  from?: string;
  to?: string;
}

export async function rebuildStatistics(
  { uri, database, collection, from, to }: RebuildSettings,
  say: (line: string) => void,
): Promise<string> {
  if (!uri)
    throw new CommandError('rebuild-statistics needs --uri <connection string>, or MONGODB_URI in the environment.');
  const span = { from: instant('from', from), to: instant('to', to) };
  requireDatabase('rebuild-statistics', uri, database);
  const store = new MongoActivityStore({
    uri,
    dbName: database,
    collectionName: collection ?? 'activity_logs',
    warn: say,
  });
  try {
    const done = await store.statistics.rebuild(span, daily(say));
    if (done) return `${done.records} records counted, back to ${done.hour.toISOString()}.\n`;
    const { collection: searched } = await store.describe();
    return `There are no records in ${searched}. Name another database or collection with --db and --collection.\n`;
  } catch (error) {
    throw new CommandError((error as Error).message);
  } finally {
    await store.close();
  }
}

/** One line per day, not per hour. */
function daily(say: (line: string) => void): (progress: RebuildProgress) => void {
  let day = '';
  return ({ hour, records }) => {
    const current = hour.toISOString().slice(0, 10);
    if (current !== day) say(`${current}  ${records} records`);
    day = current;
  };
}

function instant(name: 'from' | 'to', text: string | undefined): Date | undefined {
  const date = instantOf(name, text);
  if (date === null) throw new CommandError(instantProblem(name, text));
  return date;
}
