import { ofUser } from '../../http/access/same-user.js';
import { beyond, newerThan, olderThan } from '../../http/paging/cursor.js';
import { NEWEST_FIRST, OLDEST_FIRST } from '../../http/paging/paging.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { userIdOf } from '../../storage/stored-user.js';
import { MOST_RELATED, NEARBY_MS, SESSION_MS } from './related-bounds.js';
import { LIST_FIELDS } from './records.service.js';

const SESSION_CLAIMS = ['sid', 'jti'] as const;
const MAX_TIME_MS = 2_000;

/** The records next to one; null where there is none. @publicApi */
export interface NeighborRecords {
  previous: ActivityLog | null;
  next: ActivityLog | null;
}

/**
 * Records related to one record: each list newest first, at most 25 before and 25 after the record, without the record
 * itself. @publicApi
 */
export interface RelatedRecords {
  /** Records with the same claim `sid` or `jti`; empty if no such claim is recorded. */
  session: ActivityLog[];
  /** Records of the same trace, of any caller. */
  trace: ActivityLog[];
  /** Records of the same person, five minutes before and after. */
  nearby: ActivityLog[];
  /** The record before and the one after it: of the person at any time, of the session within twelve hours. */
  neighbors: { person: NeighborRecords; session: NeighborRecords };
}

interface Sides {
  /** Nearest first. */
  older: ActivityLog[];
  /** Nearest first. */
  newer: ActivityLog[];
}

export class RelatedService {
  constructor(private readonly store: ActivityStore) {}

  async to(record: ActivityLog): Promise<RelatedRecords> {
    const { user_id: userId, trace_id: traceId } = record;
    const claim = SESSION_CLAIMS.find((name) => typeof record[name] === 'string');
    const [session, trace, person] = await Promise.all([
      this.around(record, ofPerson(userId), claim && { [claim]: record[claim] }, within(record, SESSION_MS)),
      this.around(record, typeof traceId === 'string' && traceId !== '' && { trace_id: traceId }),
      this.around(record, ofPerson(userId)),
    ]);
    return {
      session: newestFirst(session),
      trace: newestFirst(trace),
      nearby: newestFirst(person).filter((other) => distance(record, other) <= NEARBY_MS),
      neighbors: { person: neighborsOf(person), session: neighborsOf(session) },
    };
  }

  /** Empty if a condition is missing. */
  private async around(record: ActivityLog, ...conditions: (ActivityFilter | false | undefined)[]): Promise<Sides> {
    if (!conditions.every(Boolean)) return { older: [], newer: [] };
    const settings = { limit: MOST_RELATED, fields: LIST_FIELDS, maxTimeMs: MAX_TIME_MS };
    const find = (side: ActivityFilter, sort: Record<string, 1 | -1>) =>
      this.store.find({ $and: [...(conditions as ActivityFilter[]), side] }, { ...settings, sort });
    const [older, newer] = await Promise.all([
      find(beyond(olderThan(record)), NEWEST_FIRST),
      find(beyond(newerThan(record)), OLDEST_FIRST),
    ]);
    return { older, newer };
  }
}

const newestFirst = ({ older, newer }: Sides): ActivityLog[] => [...newer.toReversed(), ...older];

const neighborsOf = ({ older, newer }: Sides): NeighborRecords => ({
  previous: older[0] ?? null,
  next: newer[0] ?? null,
});

const distance = (one: ActivityLog, other: ActivityLog): number =>
  Math.abs(one.created_time.getTime() - other.created_time.getTime());

/** Other applications may have stored what is no user id. */
function ofPerson(stored: unknown): ActivityFilter | undefined {
  const userId = userIdOf(stored);
  return userId === null || userId === undefined ? undefined : ofUser(userId);
}

function within({ created_time }: ActivityLog, milliseconds: number): ActivityFilter {
  const time = created_time.getTime();
  return { created_time: { $gte: new Date(time - milliseconds), $lte: new Date(time + milliseconds) } };
}
