import type { ActivityLog } from '../../../record/activity-log.js';
import type { StoredRecord, WatchOptions } from '../../port/activity-store.js';
import type { Collection } from '../connection/collection-target.js';

/** The server holds a reply back for this time when nothing is stored. */
const MAX_AWAIT_MS = 1_000;

/** Records as they are stored, from a change stream. Throws if the deployment has none, such as a standalone server. */
export async function* watchInserts(
  collection: Collection,
  { fields, signal, after }: WatchOptions,
): AsyncGenerator<StoredRecord> {
  const kept = Object.fromEntries(fields.map((field) => [`fullDocument.${field}`, 1]));
  const session = collection.db.client.startSession({ causalConsistency: false });
  const stream = collection.watch<ActivityLog>(
    [{ $match: { operationType: 'insert' } }, { $project: { operationType: 1, 'fullDocument._id': 1, ...kept } }],
    { session, maxAwaitTimeMS: MAX_AWAIT_MS, ...(after !== undefined && { resumeAfter: { _data: after } }) },
  );
  const close = () => void stream.close().catch(() => {});
  signal.addEventListener('abort', close);
  try {
    while (!signal.aborted) {
      const change = await stream.next();
      if (change.operationType === 'insert')
        yield { record: change.fullDocument, position: (change._id as { _data: string })._data };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', close);
    void end();
  }

  /** A cursor whose first reply was on its way has no name here: its session has. */
  async function end(): Promise<void> {
    await stream.close().catch(() => {});
    await collection.db.command({ killSessions: [session.id] }).catch(() => {});
    await session.endSession().catch(() => {});
  }
}
