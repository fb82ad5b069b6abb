import { Types } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { type Cursor, encodeCursor } from './cursor.js';
import { type HistoryPage, pageThrough, type ReadResult } from './paging.js';

const FIRST_ID = new Types.ObjectId('0'.repeat(24));
/** Earlier than any call. */
const BEGINNING = new Date(0);

/** {@link pageThrough} from the oldest record on: `next` leads to newer ones. */
export async function pageFromOldest(
  read: (from: Cursor | undefined, count: number) => Promise<ReadResult>,
  { limit, cursor, signature }: { limit: number; cursor: string; signature: string },
): Promise<HistoryPage<ActivityLog>> {
  const start = encodeCursor({ time: BEGINNING, id: FIRST_ID, direction: 'newer', inclusive: true }, signature);
  const page = await pageThrough(read, { limit, cursor: cursor === '' ? start : cursor, signature });
  return {
    next: page.previous,
    previous: cursor === '' ? null : page.next,
    results: page.results.toReversed(),
  };
}
