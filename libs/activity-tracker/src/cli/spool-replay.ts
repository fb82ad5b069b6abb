import { BSON_ENCODER, EncodedRecord } from '../bson/encoded-record.js';
import { counted } from '../common/counted.js';
import type { SpoolEntry } from '../spool/segments/segment-file.js';
import { Spool } from '../spool/spool.js';
import type { InsertOutcome } from '../storage/port/activity-store.js';
import { type LogArguments, namedLog, storeOf } from './named-database.js';

const BATCH = 200;
const REPLAY_BYTES = 4 * 1024 * 1024;

/** Stores the records of processes that have ended, each once, and deletes their files. */
export async function replaySpool(
  directory: string,
  log: LogArguments,
  say: (line: string) => void,
): Promise<{ output: string; exitCode: 0 | 1 }> {
  const store = storeOf(namedLog('spool replay', log), { warn: say });
  const waiting: SpoolEntry[] = [];
  const files = new Spool(
    {
      directory,
      maxBytes: Infinity,
      whenFull: 'drop-newest',
      syncInterval: 500,
      replayBytes: REPLAY_BYTES,
      looksOnce: true,
    },
    {
      bytesOf: (record) => (record instanceof EncodedRecord ? (record as EncodedRecord).bytes : undefined),
      restore: (bytes) => BSON_ENCODER.restore(bytes),
      replay: (entry) => void waiting.push(entry),
      lost: () => undefined,
      adopted: () => undefined,
      adoptedStored: () => undefined,
      failed: (code) => say(`the file system failed: ${code}`),
    },
  );
  const sum = { stored: 0, duplicates: 0, rejected: 0, erased: 0 };
  let erasing: Promise<void> | undefined;
  let target: string;
  let left = 0;
  try {
    await store.open();
    ({ collection: target } = await store.describe());
    await files.open();
    store.erasureOrders.onOrders((isErased) => void (erasing = files.erase(isErased)));
    await store.erasureOrders.maintain();
    await erasing;
    await files.adopt();
    for (await files.fill(); waiting.length > 0; await files.fill()) {
      const batch = waiting.splice(0, BATCH);
      const outcome = await store.insert(batch.map(({ record }) => record));
      if (outcome.rejected.length > 0) keepRejected(files, batch, outcome.rejected);
      for (const entry of batch) files.confirm(entry);
      sum.stored += outcome.stored;
      sum.duplicates += outcome.duplicates;
      sum.rejected += outcome.rejected.length;
      sum.erased += outcome.erased ?? 0;
      for (const { reason } of outcome.rejected) say(`rejected by the store: ${reason}`);
      say(`${counted(sum.stored + sum.duplicates + sum.rejected + sum.erased, 'record')} read`);
    }
    left = files.stats().segments;
  } finally {
    await files.close();
    await store.close();
  }
  const { quarantined: pieces, rejected: kept, adopted } = files.stats();
  const isLeft = kept < sum.rejected;
  return {
    output: `${counted(sum.stored, 'record')} stored in ${target}, ${sum.duplicates} already stored, ${sum.rejected} rejected by the store${isLeft ? ' (their files stay, because quarantine/ could not take them)' : kept > 0 ? ' and kept in quarantine/' : ''}, ${counted(pieces, 'damaged place')} moved to quarantine, from ${counted(adopted, 'directory', 'directories')}${sum.erased > 0 ? `; ${counted(sum.erased, 'record')} of erased persons deleted` : ''}${left > 0 ? `; ${counted(left, 'file')} left` : ''}.\n`,
    exitCode: sum.rejected + pieces + left > 0 ? 1 : 0,
  };
}

function keepRejected(files: Spool, batch: readonly SpoolEntry[], rejected: InsertOutcome['rejected']): void {
  const byId = new Map(batch.map((entry) => [String(entry.record._id), entry]));
  files.keepRejected(
    rejected.flatMap(({ record, reason }) => {
      const entry = byId.get(String(record._id));
      return entry ? [{ entry, record: entry.record, reason }] : [];
    }),
  );
}
