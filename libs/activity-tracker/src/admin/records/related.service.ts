import { isUserId, ofUser } from '../../http/access/same-user.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { LIST_FIELDS } from './records.service.js';

const MOST = 50;
const NEARBY_MS = 5 * 60_000;
/** Search range before and after a record for a session with a claim. */
const SESSION_MS = 12 * 3_600_000;
const SESSION_CLAIMS = ['sid', 'jti'] as const;
const MAX_TIME_MS = 2_000;

/** Records related to one record: each list newest first, at most 50, without the record itself. @publicApi */
export interface RelatedRecords {
  /** Records with the same claim `sid` or `jti`; empty if no such claim is recorded. */
  session: ActivityLog[];
  /** Records of the same trace, of any caller. */
  trace: ActivityLog[];
  /** Records of the same person, five minutes before and after. */
  nearby: ActivityLog[];
}

export class RelatedService {
  constructor(private readonly store: ActivityStore) {}

  async to(record: ActivityLog): Promise<RelatedRecords> {
    const { user_id: userId, trace_id: traceId } = record;
    const claim = SESSION_CLAIMS.find((name) => typeof record[name] === 'string');
    const [session, trace, nearby] = await Promise.all([
      this.find(record, ofPerson(userId), claim && { [claim]: record[claim] }, around(record, SESSION_MS)),
      this.find(record, typeof traceId === 'string' && traceId !== '' && { trace_id: traceId }),
      this.find(record, ofPerson(userId), around(record, NEARBY_MS)),
    ]);
    return { session, trace, nearby };
  }

  /** Empty if a condition is missing. */
  private async find(
    { _id }: ActivityLog,
    ...conditions: (ActivityFilter | false | undefined)[]
  ): Promise<ActivityLog[]> {
    if (!conditions.every(Boolean)) return [];
    const filter = { $and: conditions as ActivityFilter[] };
    const found = await this.store.find(filter, { limit: MOST + 1, fields: LIST_FIELDS, maxTimeMs: MAX_TIME_MS });
    return found.filter((record) => !record._id.equals(_id)).slice(0, MOST);
  }
}

/** Other applications may have stored what is no user id. */
const ofPerson = (userId: unknown): ActivityFilter | undefined => (isUserId(userId) ? ofUser(userId) : undefined);

function around({ created_time }: ActivityLog, milliseconds: number): ActivityFilter {
  const time = created_time.getTime();
  return { created_time: { $gte: new Date(time - milliseconds), $lte: new Date(time + milliseconds) } };
}
