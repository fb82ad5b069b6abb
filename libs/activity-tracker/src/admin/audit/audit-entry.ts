import { Types } from 'mongoose';
import { clientIp } from '../../common/client-ip.js';
import { callerOf } from '../../http/access/caller.js';
import { isUserId } from '../../record/user-forms.js';
import type { AuditEntry } from '../../storage/port/audit-store.js';
import { formatQuery } from '../query/parse/format-query.js';
import type { AuditNote, AuditOutcome } from './audit-note.js';
import { parametersWithPseudonyms, peopleIn, type Pseudonymize, subjectOf, withPseudonyms } from './subject.js';

const SESSION_CLAIMS = ['sid', 'jti'] as const;
const MAX_SESSION_LENGTH = 200;

/** @param request one that HistoryGuard accepted */
export function auditEntryOf(
  request: object,
  { action, query, parameters = {}, ...note }: AuditNote,
  pseudonymOf: Pseudonymize,
  now: Date,
): AuditEntry {
  const { userId, actorId, payload } = callerOf(request);
  const subject = note.subject ?? (query && subjectOf(query));
  const people = new Set([...(query ? peopleIn(query) : []), ...(parameters.search ? [parameters.search] : [])]);
  if (isUserId(subject)) people.delete(String(subject));
  const text = query && formatQuery(withPseudonyms(query, pseudonymOf));
  const session = SESSION_CLAIMS.map((claim) => payload[claim]).find((value) => typeof value === 'string');
  return {
    _id: new Types.ObjectId(),
    created_time: now,
    action,
    administrator_id: userId,
    ...(actorId !== undefined && { actor_id: actorId }),
    client_ip_address: clientIp((request as { ip?: unknown }).ip),
    session: session === undefined ? null : session.slice(0, MAX_SESSION_LENGTH),
    ...(text && { query: text }),
    ...(Object.keys(parameters).length > 0 && { parameters: parametersWithPseudonyms(parameters, pseudonymOf) }),
    ...(isUserId(subject) && { subject: pseudonymOf(subject) }),
    ...(people.size > 0 && { people: Array.from(people, pseudonymOf) }),
    ...(note.recordId !== undefined && { record_id: note.recordId }),
    records: note.records ?? null,
    ...(note.reason !== undefined && { reason: note.reason }),
    count: 1,
  };
}

/** The end of an act, as a separate entry that names the first. */
export function auditEndOf(
  { query: _query, parameters: _parameters, people: _people, ...act }: AuditEntry,
  { records, complete, outcome }: AuditOutcome,
  now: Date,
): AuditEntry {
  return {
    ...act,
    _id: new Types.ObjectId(),
    created_time: now,
    count: 1,
    records,
    ends: act._id,
    complete,
    ...(outcome && { outcome }),
  };
}
