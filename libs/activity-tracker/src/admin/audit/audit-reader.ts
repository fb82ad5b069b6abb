import { NotImplementedException } from '@nestjs/common';
import { badParameter } from '../../http/parameters/bad-parameter.js';
import { beyond, decodeCursor, encodeCursor, olderThan } from '../../http/paging/cursor.js';
import { endOf, firstInstant } from '../../http/parameters/date-parameter.js';
import { ofUser } from '../../http/access/same-user.js';
import type { ActivityFilter } from '../../storage/port/activity-filter.js';
import { type ActivityStore } from '../../storage/port/activity-store.js';
import { AUDIT_ACTIONS, type AuditEntry } from '../../storage/port/audit-store.js';
import { milliseconds } from '../query/parse/period.js';
import { namingsOf, PSEUDONYM, type Pseudonymize, pseudonymsUnder } from './subject.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

export type AuditEnd = Pick<AuditEntry, 'created_time' | 'records' | 'complete' | 'outcome'>;

export interface AuditLine extends Omit<AuditEntry, 'ends' | 'complete' | 'outcome'> {
  /** The person behind the pseudonym in `subject`; absent after their erasure. */
  subject_id?: string;
  /** For a long-running action; absent while it runs, or if its process ended. */
  end?: AuditEnd;
}

export interface AuditPage {
  results: AuditLine[];
  next: string | null;
}

export interface AuditQuestion {
  administrator?: string;
  /** A user id, or a pseudonym. */
  subject?: string;
  action?: string;
  since?: string;
  until?: string;
  limit?: string;
  cursor?: string;
}

export class AuditReader {
  constructor(private readonly store: ActivityStore) {}

  /**
   * @param now reference for the period in `since`
   * @throws BadRequestException that names the invalid parameter
   * @throws StoreUnavailableError
   */
  async page({ limit: asked, cursor, ...question }: AuditQuestion, now: Date): Promise<AuditPage> {
    const { audit } = this.store;
    if (!audit) throw new NotImplementedException('The store given as storage.store keeps no audit trail.');
    const limit = limitOf(asked);
    const signature = JSON.stringify(['audit', question]);
    const pseudonymOf = pseudonymsUnder(await audit.pseudonymKey());
    const conditions = [...conditionsOf(question, now, pseudonymOf), { ends: { $exists: false } }];
    if (cursor) conditions.push(beyond(decodeCursor(cursor, signature)));
    const found = await audit.find({ $and: conditions }, { limit: limit + 1 });
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    const [ends, names] = await Promise.all([
      entries.length > 0 ? audit.find({ ends: { $in: entries.map(({ _id }) => _id) } }, { limit }) : [],
      audit.subjectsOf([...new Set(entries.flatMap(({ subject }) => subject ?? []))]),
    ]);
    const endOfEntry = new Map(ends.map((end) => [String(end.ends), end]));
    return {
      results: entries.map((entry) => lineOf(entry, endOfEntry.get(String(entry._id)), names)),
      next: last && found.length > limit ? encodeCursor(olderThan(last), signature) : null,
    };
  }
}

function lineOf(entry: AuditEntry, end: AuditEntry | undefined, names: ReadonlyMap<string, string>): AuditLine {
  const subjectId = entry.subject === undefined ? undefined : names.get(entry.subject);
  return {
    ...entry,
    ...(subjectId !== undefined && { subject_id: subjectId }),
    ...(end && {
      end: {
        created_time: end.created_time,
        records: end.records,
        complete: end.complete,
        ...(end.outcome && { outcome: end.outcome }),
      },
    }),
  };
}

function conditionsOf(
  { administrator, subject, action, since, until }: AuditQuestion,
  now: Date,
  pseudonymOf: Pseudonymize,
): ActivityFilter[] {
  if (action && !(AUDIT_ACTIONS as readonly string[]).includes(action))
    throw badParameter('action', `must be one of ${AUDIT_ACTIONS.join(', ')}`, action);
  const period = since ? milliseconds(since) : undefined;
  const from = period === undefined ? timeOf('since', since, firstInstant) : new Date(now.getTime() - period);
  const to = timeOf('until', until, endOf);
  if (from && to && from > to) throw badParameter('since', 'must not be later than until');
  return [
    ...(administrator ? [{ administrator_id: ofUser(administrator).user_id }] : []),
    ...(subject ? [about(subject, pseudonymOf)] : []),
    ...(action ? [{ action }] : []),
    ...(from || to ? [{ created_time: { ...(from && { $gte: from }), ...(to && { $lte: to }) } }] : []),
  ];
}

function about(subject: string, pseudonymOf: Pseudonymize): ActivityFilter {
  const namings = PSEUDONYM.test(subject) ? [subject] : namingsOf(subject).map((naming) => pseudonymOf(naming));
  return { $or: [{ subject: namings[0] }, { people: { $in: namings } }] };
}

function timeOf(name: string, text: string | undefined, read: (text: string) => Date | string): Date | undefined {
  if (!text) return undefined;
  const time = read(text);
  if (time instanceof Date) return time;
  throw badParameter(name, 'must be a date such as 2026-05-31, or an instant such as 2026-05-31T08:30:00Z', text);
}

function limitOf(text: string | undefined): number {
  if (!text) return DEFAULT_LIMIT;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw badParameter('limit', 'must be a whole number, 1 or more', text);
  return Math.min(Number(text), MAX_LIMIT);
}
