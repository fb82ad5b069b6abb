import type { INestApplicationContext } from '@nestjs/common';
import { ActivityTrackerService } from '../activity-tracker.service.js';
import type { ActivityLog } from '../record/activity-log.js';
import { VISIBLE } from '../storage/hidden-records.js';
import type { ActivityFilter } from '../storage/port/activity-store.js';

/** Event-loop turns after which a response that the client has read has also ended on the server. */
const TURNS = 20;

/**
 * Returns all activity of an app under test, oldest first, without the records of its start and end: waits for responses that are ending, flushes, and reads the
 * store. Works
 * with any store; {@link InMemoryActivityStore} needs no server.
 *
 * @param filter in MongoDB's query language. Default: all.
 * @throws StoreUnavailableError
 * @example
 * expect(await recordedActivity(app, { user_id: 7 })).toMatchObject([{ url_name: 'create', status_code: 201 }]);
 * @publicApi
 */
export async function recordedActivity(
  app: INestApplicationContext,
  filter: ActivityFilter = {},
): Promise<ActivityLog[]> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  const tracker = app.get(ActivityTrackerService, { strict: false });
  await tracker.flush();
  return tracker.find({ $and: [filter, VISIBLE] }, { sort: { created_time: 1, _id: 1 } });
}
