import type { INestApplicationContext } from '@nestjs/common';
import { createConnection } from 'mongoose';
import { ACTIVITY_STORE, type ActivityLog, type ActivityStore, ActivityTrackerService } from 'nestjs-activity-tracker';
import { COLLECTION, storeOf } from '../../activity.config.js';
import { demonstrationRecords } from './demonstration-records.js';

/** Younger than `storage.retentionDays`. */
const DAYS = 28;
const BATCH = 1_000;
const WRITTEN = 'Demonstration history written';
const VARIABLE = 'SAMPLE_HISTORY';
const MOST = 1_000_000;
/** Fewer records, because a store in memory is slower to search. */
const DEFAULT = { mongo: 30_000, memory: 8_000 };

/** Number of records from `SAMPLE_HISTORY`; 0 turns the history off. @throws Error with the allowed values */
export function historySize(env: NodeJS.ProcessEnv): number {
  const value = env[VARIABLE] ?? String(DEFAULT[storeOf(env).kind]);
  const size = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
  if (size <= MOST) return size;
  throw new Error(
    `${VARIABLE} is "${value}": must be a whole number of records from 0 to ${MOST.toLocaleString('en')}. 0 turns it off.`,
  );
}

/** Bypasses the tracker, which would record them as current; skipped if they exist. @returns number of written records */
export async function writeHistory(
  app: INestApplicationContext,
  env: NodeJS.ProcessEnv,
  onProgress: (done: number, total: number) => void = () => {},
  end = Date.now(),
): Promise<number> {
  const store = app.get<ActivityStore>(ACTIVITY_STORE, { strict: false });
  const count = historySize(env);
  const isThere = count > 0 && (await store.find({ event_name: WRITTEN }, { limit: 1, fields: [] })).length > 0;
  if (count === 0 || isThere) return 0;
  const writer = await writerOf(store, env);
  try {
    let batch: ActivityLog[] = [];
    let done = 0;
    const write = async () => {
      await writer.write(batch);
      onProgress((done += batch.length), count);
      batch = [];
    };
    for (const record of demonstrationRecords(count, DAYS, end)) {
      if (batch.push(record as ActivityLog) >= BATCH) await write();
    }
    if (batch.length > 0) await write();
  } finally {
    await writer.close();
  }
  // Written last, so that an interrupted history is written again at the next start.
  app.get(ActivityTrackerService, { strict: false }).track({
    event: WRITTEN,
    data: { records: count, days: DAYS, marked_by: 'demonstration: true' },
  });
  return count;
}

interface Writer {
  write(records: ActivityLog[]): Promise<unknown>;
  close(): Promise<void>;
}

async function writerOf(store: ActivityStore, env: NodeJS.ProcessEnv): Promise<Writer> {
  const settings = storeOf(env);
  if (settings.kind === 'memory') return { write: (records) => store.insert(records), close: async () => {} };
  // Through the store, forty thousand minutes would each be marked for counting; see `rebuildStatistics()`.
  const connection = await createConnection(settings.uri, { dbName: settings.dbName }).asPromise();
  const collection = connection.collection(COLLECTION);
  return {
    write: (records) => collection.insertMany(records, { ordered: false }),
    close: () => connection.close(),
  };
}
