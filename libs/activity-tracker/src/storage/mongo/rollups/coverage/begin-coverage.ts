import { bucketStart } from '../buckets/buckets.js';
import { setMarks } from './marks.js';
import { type RollupCollections, SERVER_TIME, type ServerTime } from '../rollup-collections.js';
import { HOUR_MS } from '../../../../common/time.js';
import { codeOf, DUPLICATE_KEY } from '../../errors/error-codes.js';

const MAX_TIME_MS = 5_000;

/** The current hour may have records older than the first mark, so it is counted from the records; earlier hours follow. */
export async function beginCoverage(
  collections: RollupCollections,
  serverTime: ServerTime = SERVER_TIME,
): Promise<void> {
  const given = serverTime();
  const now = given instanceof Date ? given : await serverNow(collections);
  const hour = bucketStart('hour', now.getTime());
  await setMarks(collections.marks, [{ level: 'hour', start: new Date(hour) }], serverTime);
  await collections.state
    .updateOne(
      { _id: 'coverage' },
      { $setOnInsert: { from: new Date(hour), minutes_from: new Date(hour + HOUR_MS) } },
      { upsert: true, maxTimeMS: MAX_TIME_MS },
    )
    .catch(unlessThereAlready);
}

async function serverNow({ records }: RollupCollections): Promise<Date> {
  const { localTime } = await records.db.command({ hello: 1, maxTimeMS: MAX_TIME_MS });
  return localTime as Date;
}

function unlessThereAlready(error: unknown): void {
  if (codeOf(error) !== DUPLICATE_KEY) throw error;
}
