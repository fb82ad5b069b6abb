import { allOf } from '../../../http/paging/paging.js';
import { ofUser } from '../../../http/access/same-user.js';
import type { ActivityFilter } from '../../../storage/port/activity-store.js';
import type { ActivityQuery, QueryCondition, QueryField, QueryTerm } from '../activity-query.js';
import { controllerGlob, controllerNames, globPattern, handlerFilter, handlerGlobFilter } from './handler-filter.js';
import { networkPattern } from '../parse/network.js';

/** Record field of each query field; `text` is searched in several, see `textMatcher`. */
const STORED = {
  user: 'user_id',
  name: 'url_name',
  controller: 'namespace',
  route: 'route',
  method: 'method',
  status: 'status_code',
  country: 'country',
  ip: 'client_ip_address',
  outcome: 'outcome',
  duration: 'execution_time',
  from: 'created_time',
  to: 'created_time',
  since: 'created_time',
  trace: 'trace_id',
  event: 'event_name',
} as const satisfies Record<Exclude<QueryField, 'text'>, string>;

const COMPARED = { '>': '$gt', '>=': '$gte', '<': '$lt', '<=': '$lte' } as const;
const MS_A_SECOND = 1_000;
/** Other writers store an empty text for what is not known. */
const ABSENT = [null, ''];

/**
 * Literals, ranges and escaped, anchored patterns only, so that no input becomes an operator; words are omitted.
 * @param now reference for `since`
 */
export function toFilter({ conditions }: ActivityQuery, now: Date): ActivityFilter {
  return allOf(conditions.filter(({ field }) => field !== 'text').map((condition) => conditionFilter(condition, now)));
}

export function conditionFilter({ field, negated, terms }: QueryCondition, now: Date): ActivityFilter {
  const alternatives = terms.map((term) => termFilter(field as Exclude<QueryField, 'text'>, term, now));
  if (negated) return { $nor: alternatives };
  return joined(alternatives) ?? (alternatives.length === 1 ? alternatives[0]! : { $or: alternatives });
}

function termFilter(field: Exclude<QueryField, 'text'>, term: QueryTerm, now: Date): ActivityFilter {
  const stored = STORED[field];
  switch (term.operator) {
    case 'none':
      return { [stored]: field === 'status' ? null : { $in: ABSENT } };
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

function equalFilter(field: Exclude<QueryField, 'text'>, value: string | number | Date, now: Date): ActivityFilter {
  switch (field) {
    case 'user':
      return ofUser(String(value));
    case 'name':
      return handlerFilter(String(value));
    case 'route':
      return isTemplate(String(value)) ? { route: value } : handlerFilter(String(value));
    case 'controller':
      return { namespace: { $in: controllerNames(String(value)) } };
    case 'from':
      return { created_time: { $gte: value } };
    case 'to':
      return { created_time: { $lte: value } };
    case 'since':
      return { created_time: { $gte: new Date(now.getTime() - Number(value)) } };
    default:
      return { [STORED[field]]: { $in: [value] } };
  }
}

function globFilter(field: Exclude<QueryField, 'text'>, glob: string): ActivityFilter {
  // The only glob of this field is `*`; ids are numbers or texts, so a pattern would miss some.
  if (field === 'user') return { user_id: { $nin: ABSENT } };
  if (field === 'controller') return { namespace: controllerGlob(glob) };
  if (field === 'name' || (field === 'route' && !isTemplate(glob))) return handlerGlobFilter(glob);
  return { [STORED[field]]: globPattern(glob) };
}

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
