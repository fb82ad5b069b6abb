import { outsideHolds } from '../../port/legal-holds.js';
import { type HoldCollections, holdsInForce } from './hold-collections.js';
import { parkedTerm } from './parked-retention.js';

const RECORDS_A_DELETE = 500;
const DELETE_MAX_TIME_MS = 10_000;

/**
 * Holds are read right before the delete and named in it: a hold placed in between can miss this one batch.
 * @returns number of deleted records; 0 if none expired
 */
export async function sweepBatch(collections: HoldCollections): Promise<number> {
  const { records } = collections;
  const seconds = await parkedTerm(collections);
  if (seconds === undefined) return 0;
  const { localTime } = (await records.db.command({ hello: 1 })) as { localTime: Date };
  const isDue = { created_time: { $lt: new Date(localTime.getTime() - seconds * 1_000) } };
  const holds = await holdsInForce(collections);
  if (holds.length === 0) return 0;
  const due = await records
    .find(
      { ...isDue, ...outsideHolds(holds) },
      { projection: { _id: 1 }, sort: { created_time: 1 }, limit: RECORDS_A_DELETE, maxTimeMS: DELETE_MAX_TIME_MS },
    )
    .toArray();
  if (due.length === 0) return 0;
  const { deletedCount } = await records.deleteMany(
    { ...isDue, ...outsideHolds(await holdsInForce(collections)), _id: { $in: due.map(({ _id }) => _id) } },
    { maxTimeMS: DELETE_MAX_TIME_MS },
  );
  return deletedCount;
}
