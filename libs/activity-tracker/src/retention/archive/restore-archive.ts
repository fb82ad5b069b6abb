import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { ArchiveSource } from './archive.types.js';
import { idOf, typedDocument } from './archive-line.js';
import { loadArchive, type LoadSettings } from './load-archive.js';

export interface RestoreSettings extends Pick<LoadSettings, 'directory' | 'from' | 'to' | 'say'> {
  isDryRun: boolean;
  source: Pick<ArchiveSource, 'byIds'>;
  store: Pick<ActivityStore, 'insert'>;
  /** A record that is stored as these bytes. */
  recordOf(raw: Uint8Array): ActivityLog;
}

export interface RestoreResult {
  /** Records in the archive. */
  records: number;
  /** Restored; in a dry run, to be restored. */
  restored: number;
  /** In the collection, as they were archived. */
  present: number;
  /** In the collection with another content, which stays. */
  changed: number;
  /** Not put back because their person was erased. */
  erased: number;
  /** Reasons that the store gave. */
  rejected: string[];
}

/** Puts records of an archive back, each once however often it runs. Verify the archive before. @throws ArchiveError */
export async function restoreArchive(settings: RestoreSettings): Promise<RestoreResult> {
  const { isDryRun, source, store, recordOf } = settings;
  const result: RestoreResult = { records: 0, restored: 0, present: 0, changed: 0, erased: 0, rejected: [] };
  const insert = async (batch: readonly Uint8Array[]): Promise<void> => {
    const missing = await missingOf(source, batch, result);
    if (isDryRun) result.restored += missing.length;
    if (isDryRun || missing.length === 0) return;
    const { stored, duplicates, rejected, erased = 0 } = await store.insert(missing.map(recordOf));
    result.restored += stored;
    result.present += duplicates;
    result.erased += erased;
    result.rejected.push(...rejected.map(({ reason }) => reason));
  };
  result.records = await loadArchive({
    ...settings,
    insert,
    doing: isDryRun ? 'compared' : 'put back',
  });
  return result;
}

async function missingOf(
  source: Pick<ArchiveSource, 'byIds'>,
  batch: readonly Uint8Array[],
  result: RestoreResult,
): Promise<Uint8Array[]> {
  const ids = batch.map((raw) => typedDocument(raw)['_id'] as mongo.ObjectId);
  const stored = new Map((await source.byIds(ids)).map((raw) => [idOf(raw), raw]));
  return batch.filter((raw) => {
    const found = stored.get(idOf(raw));
    if (!found) return true;
    if (Buffer.compare(found, raw) === 0) result.present++;
    else result.changed++;
    return false;
  });
}
