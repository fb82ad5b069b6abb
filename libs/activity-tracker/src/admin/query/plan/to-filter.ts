import { Types } from 'mongoose';
import { allOf } from '../../../http/paging/paging.js';
import { SESSION_CLAIMS } from '../../../record/payload-fields.js';
import type { ActivityFilter } from '../../../storage/port/activity-store.js';
import { USER_AGENT_PATHS } from '../../../storage/tally/user-agent.js';
import { storedForms } from '../../../storage/stored-user.js';
import type { ActivityQuery, QueryCondition, QueryField, QueryTerm } from '../activity-query.js';
import { isPayloadField, payloadKeyOf } from '../parse/field-names.js';
import type { CommonField } from '../parse/fields.js';
import {
  controllerGlob,
  controllerNames,
  globPattern,
  handlerFilter,
  handlerGlobFilter,
  namePattern,
  eitherOf,
} from './handler-filter.js';
import { beginningFilter, claimForms, deviceFilter, pathPattern, resourceFilter, urlPattern } from './value-filters.js';
import { networkPattern } from '../parse/network.js';

type FilteredField = Exclude<QueryField, 'text'>;

/** Record fields of each query field, one of which must match; `text` is searched in several, see `textMatcher`. */
const STORED = {
  user: ['user_id'],
  actor: ['actor_id'],
  name: ['url_name'],
  controller: ['namespace'],
  route: ['route'],
  resource: ['resource.type'],
  path: ['url_path'],
  url: ['api'],
  method: ['method'],
  status: ['status_code'],
  country: ['country'],
  ip: ['client_ip_address'],
  device: USER_AGENT_PATHS,
  session: SESSION_CLAIMS,
  outcome: ['outcome'],
  duration: ['execution_time'],
  from: ['created_time'],
  to: ['created_time'],
  since: ['created_time'],
  trace: ['trace_id'],
  request: ['request_id'],
  id: ['_id'],
  event: ['event_name'],
  graphql: ['graphql.operation', 'graphql.fields'],
} as const satisfies Record<Exclude<CommonField, 'text'>, readonly string[]>;

const COMPARED = { '>': '$gt', '>=': '$gte', '<': '$lt', '<=': '$lte' } as const;
const MS_A_SECOND = 1_000;
/** Other writers store an empty text for what is not known. */
const ABSENT = [null, ''];

/**
 * Literals, ranges and escapedPattern, anchored patterns only, so that no input becomes an operator; words are omitted.
 * @param now reference for `since`
 */
export function toFilter({ conditions }: ActivityQuery, now: Date): ActivityFilter {
  return allOf(conditions.filter(({ field }) => field !== 'text').map((condition) => conditionFilter(condition, now)));
}

export function conditionFilter({ field, negated, terms }: QueryCondition, now: Date): ActivityFilter {
  const alternatives = terms.map((term) => termFilter(field as FilteredField, term, now));
  if (negated) return { $nor: alternatives };
  return joined(alternatives) ?? (alternatives.length === 1 ? alternatives[0]! : { $or: alternatives });
}

function termFilter(field: FilteredField, term: QueryTerm, now: Date): ActivityFilter {
  const [stored] = storedOf(field);
  switch (term.operator) {
    case 'none':
      return absentFilter(field);
    case 'equals':
      return equalFilter(field, term.value, now);
    case 'glob':
      return globFilter(field, term.value);
    case 'class':
      return { status_code: { $in: Array.from({ length: 100 }, (_, step) => term.value * 100 + step) } };
    case 'network':
      return { client_ip_address: networkPattern(term.value) };
    case 'range':
      return { [stored]: { $gte: inStore(field, term.from), $lte: inStore(field, term.to) } };
    default:
      return { [stored]: { [COMPARED[term.operator]]: inStore(field, term.value) } };
  }
}

function absentFilter(field: FilteredField): ActivityFilter {
  if (field === 'status') return { status_code: null };
  // An operation without a name is one all the same.
  if (field === 'graphql') return { 'graphql.type': { $in: ABSENT } };
  return Object.fromEntries(storedOf(field).map((stored) => [stored, { $in: ABSENT }]));
}

function equalFilter(field: FilteredField, value: string | number | Date, now: Date): ActivityFilter {
  switch (field) {
    case 'user':
    case 'actor':
      return { [storedOf(field)[0]]: { $in: storedForms(String(value)) } };
    case 'name':
      return handlerFilter(String(value));
    case 'route':
      return isTemplate(String(value)) ? { route: value } : handlerFilter(String(value));
    case 'controller':
      return { namespace: { $in: controllerNames(String(value)) } };
    case 'resource':
      return resourceFilter(String(value), (id) => id);
    case 'path':
      return { url_path: pathPattern(String(value)) };
    case 'url':
      return { api: urlPattern(String(value), false) };
    case 'device':
      return deviceFilter(String(value));
    case 'id':
      return { _id: { $in: [new Types.ObjectId(String(value))] } };
    case 'from':
      return { created_time: { $gte: value } };
    case 'to':
      return { created_time: { $lte: value } };
    case 'since':
      return { created_time: { $gte: new Date(now.getTime() - Number(value)) } };
    default: {
      const forms = field === 'session' || isPayloadField(field) ? claimForms(String(value)) : [value];
      return eitherOf(storedOf(field).map((stored) => ({ [stored]: { $in: forms } })));
    }
  }
}

function globFilter(field: FilteredField, glob: string): ActivityFilter {
  const [stored] = storedOf(field);
  if (field === 'user' || field === 'actor')
    return glob === '*' ? { [stored]: { $nin: ABSENT } } : beginningFilter(stored, glob.slice(0, -1));
  if (field === 'controller') return { namespace: controllerGlob(glob) };
  if (field === 'name' || (field === 'route' && !isTemplate(glob))) return handlerGlobFilter(glob);
  if (field === 'url') return { api: urlPattern(glob, true) };
  if (field === 'resource') return resourceFilter(glob, globPattern);
  const pattern = KEEPS_CASE.has(field) ? globPattern(glob) : namePattern(glob);
  return eitherOf(storedOf(field).map((each) => ({ [each]: pattern })));
}

const storedOf = (field: FilteredField): readonly [string, ...string[]] =>
  isPayloadField(field) ? [payloadKeyOf(field)] : STORED[field];

/** Ids and paths that differ in case are different. */
const KEEPS_CASE: ReadonlySet<QueryField> = new Set(['route', 'path', 'trace', 'request']);

const isTemplate = (route: string): boolean => route.startsWith('/');

const inStore = (field: QueryField, value: number): number => (field === 'duration' ? value / MS_A_SECOND : value);

/** Merges alternatives that list values of one field into one list, which an index returns in time order. */
function joined(alternatives: readonly ActivityFilter[]): ActivityFilter | undefined {
  const fields = new Set(alternatives.flatMap((filter) => Object.keys(filter)));
  const [field] = fields;
  if (fields.size !== 1 || field === undefined || field.startsWith('$')) return undefined;
  const lists = alternatives.map((filter) => listed(filter[field]));
  return lists.every((list) => list !== undefined) ? { [field]: { $in: lists.flat() } } : undefined;
}

function listed(value: unknown): unknown[] | undefined {
  if (value === null || typeof value === 'string') return [value];
  if (typeof value !== 'object' || !('$in' in value) || Object.keys(value).length !== 1) return undefined;
  return value.$in as unknown[];
}
