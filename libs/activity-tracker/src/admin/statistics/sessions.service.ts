import type { Types } from 'mongoose';
import { ofUser } from '../../http/access/same-user.js';
import { allOf } from '../../http/paging/paging.js';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import { SESSION_CLAIMS } from '../../record/payload-fields.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { deviceOf } from '../../storage/tally/device.js';
import { USER_AGENT_PATHS, userAgentOf } from '../../storage/tally/user-agent.js';
import type { Span } from '../../storage/port/statistics.js';
import type { StatisticsFilter } from './statistics-source.js';

/** A longer pause starts a new session if no claim identifies it. */
const GAP_MS = 30 * 60_000;
const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1_000;
const FIELDS = [
  'created_time',
  'namespace',
  'url_name',
  'event_name',
  'method',
  'route',
  'url_path',
  'status_code',
  'outcome',
  'execution_time',
  'country',
  'client_ip_address',
  ...USER_AGENT_PATHS,
  ...SESSION_CLAIMS,
] as const;

/** One call in a session. @publicApi */
export type SessionCall = Pick<
  ActivityLog,
  | '_id'
  | 'created_time'
  | 'namespace'
  | 'url_name'
  | 'event_name'
  | 'method'
  | 'route'
  | 'url_path'
  | 'status_code'
  | 'outcome'
  | 'execution_time'
>;

/** Calls of a user that belong together. @publicApi */
export interface Session {
  /** Value of the claim `sid` or `jti`; `null` for sessions grouped by time. */
  id: string | null;
  from: Date;
  to: Date;
  calls: SessionCall[];
  errors: number;
  countries: string[];
  devices: string[];
  addresses: string[];
  /** Whether earlier calls of the session follow on the next page. */
  continues: boolean;
}

/** End of a page. @publicApi */
export interface SessionPosition {
  created_time: Date;
  _id: Types.ObjectId;
}

/** A page of sessions. @publicApi */
export interface SessionPage {
  /** Latest first, also within each session. */
  sessions: Session[];
  /** Pass it as `after` for earlier sessions; `null` at the end. */
  next: SessionPosition | null;
}

export class SessionsService {
  constructor(private readonly store: ActivityStore) {}

  /**
   * @param page `limit`: calls per page, 1 to 1,000, default 200
   * @throws TypeError if `userId` is not a user id
   * @throws StoreUnavailableError
   */
  async sessions(
    userId: ActivityUserId,
    { from, to }: Span,
    { limit = DEFAULT_LIMIT, after }: { limit?: number; after?: SessionPosition } = {},
    { records: filter = {} }: StatisticsFilter = {},
  ): Promise<SessionPage> {
    const size = Math.min(MAX_LIMIT, Math.max(1, limit));
    const records = await this.store.find(
      allOf([
        ofUser(userId),
        { created_time: { $gte: from, $lt: to } },
        filter,
        ...(after ? [earlierThan(after)] : []),
      ]),
      { limit: size + 1, fields: FIELDS },
    );
    const sessions = inSessions(records.slice(0, size));
    const beyond = records[size];
    if (!beyond) return { sessions: sessions.map(shown), next: null };
    const last = records[size - 1]!;
    const cut = sessions.find((session) => session.takes(beyond));
    return {
      sessions: sessions.map((session) => ({ ...shown(session), continues: session === cut })),
      next: { created_time: last.created_time, _id: last._id },
    };
  }
}

class OpenSession {
  readonly records: ActivityLog[] = [];

  constructor(readonly id: string | null) {}

  takes(record: ActivityLog): boolean {
    if (claimOf(record) !== this.id) return false;
    const last = this.records.at(-1);
    return this.id !== null || !last || last.created_time.getTime() - record.created_time.getTime() <= GAP_MS;
  }
}

function inSessions(records: readonly ActivityLog[]): OpenSession[] {
  const sessions: OpenSession[] = [];
  // Of the sessions grouped by time, only the latest can continue.
  const open = new Map<string | null, OpenSession>();
  for (const record of records) {
    const id = claimOf(record);
    let session = open.get(id);
    if (!session?.takes(record)) {
      session = new OpenSession(id);
      open.set(id, session);
      sessions.push(session);
    }
    session.records.push(record);
  }
  return sessions;
}

function claimOf(record: ActivityLog): string | null {
  const value = SESSION_CLAIMS.map((claim) => record[claim]).find(
    (claim) => typeof claim === 'string' || typeof claim === 'number',
  );
  return value === undefined ? null : String(value);
}

function earlierThan({ created_time: time, _id }: SessionPosition): ActivityFilter {
  return { created_time: { $lte: time }, $or: [{ created_time: { $lt: time } }, { _id: { $lt: _id } }] };
}

function shown({ id, records }: OpenSession): Session {
  const different = (values: (string | null | undefined)[]) =>
    [...new Set(values.filter((value) => typeof value === 'string'))].sort();
  return {
    id,
    from: records.at(-1)!.created_time,
    to: records[0]!.created_time,
    calls: records.map(callOf),
    errors: records.filter(({ status_code }) => (status_code ?? 0) >= 400).length,
    countries: different(records.map(({ country }) => country)),
    devices: different(records.map(({ headers }) => deviceOf(userAgentOf(headers)))),
    addresses: different(records.map(({ client_ip_address }) => client_ip_address)),
    continues: false,
  };
}

function callOf(record: ActivityLog): SessionCall {
  const { _id, created_time, namespace, url_name, event_name, method, route, url_path, status_code } = record;
  const { outcome, execution_time } = record;
  return {
    _id,
    created_time,
    namespace,
    url_name,
    ...(event_name !== undefined && { event_name }),
    method,
    route,
    url_path,
    status_code,
    outcome,
    execution_time,
  };
}
