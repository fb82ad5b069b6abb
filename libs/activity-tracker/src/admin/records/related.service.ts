import { ofUser } from '../../http/access/same-user.js';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { LIST_FIELDS } from './records.service.js';

const MOST = 50;
const NEARBY_MS = 5 * 60_000;
/** A session that is told by a claim is looked for this far on both sides. */
const SESSION_MS = 12 * 3_600_000;
/** Claims that tell sessions apart, where they are among `jwt.payloadKeys`. */
const SESSION_CLAIMS = ['sid', 'jti'] as const;
const MAX_TIME_MS = 2_000;

/** What belongs to a record: each list newest first, at most 50, without the record itself. @publicApi */
export interface RelatedRecords {
  /** Same value of the claim `sid` or `jti`; empty where no such claim is recorded. */
  session: ActivityLog[];
  /** Same trace, whoever called. */
  trace: ActivityLog[];
  /** Same person, five minutes before and after. */
  nearby: ActivityLog[];
}

/** Finds what belongs to a record. */
export class RelatedService {
  constructor(private readonly store: ActivityStore) {}

  /** @throws StoreUnavailableError */
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

  /** Nothing where one of the conditions is missing. */
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

const ofPerson = (userId: ActivityUserId | null | undefined): ActivityFilter | undefined =>
  userId === null || userId === undefined || userId === '' ? undefined : ofUser(userId);

function around({ created_time }: ActivityLog, milliseconds: number): ActivityFilter {
  const time = created_time.getTime();
  return { created_time: { $gte: new Date(time - milliseconds), $lte: new Date(time + milliseconds) } };
}
