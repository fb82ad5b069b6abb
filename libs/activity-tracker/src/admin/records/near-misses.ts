import { nearestName } from '../../common/nearest-name.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import type { ActivityQuery, QueryCondition, QueryField } from '../query/activity-query.js';
import { formatQuery } from '../query/parse/format-query.js';
import { isTimeField } from '../query/parse/time-fields.js';
import type { FacetName, FacetValue, Facets } from './facets/facet.types.js';

/** A condition that matches nothing, and the nearest value that occurs. @publicApi */
export interface NearMiss {
  /** The condition, as query text. */
  condition: string;
  /** The condition with the value that occurs. */
  instead: string;
  /** The whole query with that condition. */
  query: string;
}

/** What a query without a result searched, and what it is close to. @publicApi */
export interface NothingFound {
  /** The conditions without words, as query text. */
  searched: string;
  /** Beginning of the time; `null` for an open one. */
  from: Date | null;
  /** End of the time; `null` for an open end. */
  to: Date | null;
  /** For each condition with a value that does not occur, the nearest that does. */
  close: NearMiss[];
  /** Number of records whose values were compared: the newest of that time. */
  compared: number;
}

/** Facets of the fields whose values a reader may misspell. */
const FACET_OF: Partial<Record<QueryField, FacetName>> = {
  user: 'user',
  name: 'name',
  route: 'name',
  country: 'country',
};
const MAX_EVENTS = 1_000;
const EVENTS_MS = 100;
/** Shorter ids resemble each other by chance. */
const MIN_ID_LENGTH = 5;

/**
 * Compares the values of a query that found nothing with those that occur.
 * @param facets of the records that the query's time selects
 */
export async function nearMisses(
  store: ActivityStore,
  { conditions }: ActivityQuery,
  facets: Facets,
): Promise<NearMiss[]> {
  const events = conditions.some(({ field }) => field === 'event' || field === 'name') ? await eventNames(store) : [];
  return conditions.flatMap((condition) => {
    if (condition.negated) return [];
    const instead = closest(condition, facets, events);
    if (!instead) return [];
    return [
      {
        condition: formatQuery({ conditions: [condition] }),
        instead: formatQuery({ conditions: [instead] }),
        query: formatQuery({ conditions: conditions.map((each) => (each === condition ? instead : each)) }),
      },
    ];
  });
}

/** Words stay out of answers, because they may be what masking removes. */
export const withoutWords = ({ conditions }: ActivityQuery): ActivityQuery => ({
  conditions: conditions.filter(({ field }) => field !== 'text'),
});

export const timesOf = ({ conditions }: ActivityQuery): ActivityQuery => ({
  conditions: conditions.filter(({ field }) => isTimeField(field)),
});

function closest(condition: QueryCondition, facets: Facets, events: readonly string[]): QueryCondition | undefined {
  const [term, ...others] = condition.terms;
  if (others.length > 0 || (term?.operator !== 'equals' && term?.operator !== 'glob')) return undefined;
  const written = String(term.value).replaceAll('*', '');
  const facet = FACET_OF[condition.field];
  const values = facet ? textsOf(facets[facet].values) : condition.field === 'event' ? events : [];
  if (values.some((value) => occursIn(value, written))) return undefined;
  const value = resembling(condition.field, written, facet === 'name' ? values.map(shortName) : values);
  if (value !== undefined) return { ...condition, terms: [{ operator: 'equals', value }] };
  // A name that is no handler's may be that of an event.
  const event = condition.field === 'name' ? resembling('event', written, events) : undefined;
  return event === undefined
    ? undefined
    : { ...condition, field: 'event', terms: [{ operator: 'equals', value: event }] };
}

/** Then another condition excludes its records. A handler has a name without its controller, too. */
const occursIn = (value: string, written: string): boolean =>
  value === written || shortName(value) === written || value.endsWith(`.${written}`);

/** A handler as lists show it; a query reads both forms. */
const shortName = (name: string): string => name.replace(/Controller\./, '.');

function resembling(field: QueryField, written: string, values: readonly string[]): string | undefined {
  if (written === '') return undefined;
  const lower = written.toLowerCase();
  const same = values.find((value) => value.toLowerCase() === lower);
  if (same !== undefined) return same;
  const containing = values.find((value) => value.toLowerCase().includes(lower));
  if (containing !== undefined && written.length > 2) return containing;
  if (field === 'user' && written.length < MIN_ID_LENGTH) return undefined;
  return nearestName(written, values);
}

const textsOf = (values: readonly FacetValue[]): string[] =>
  values.flatMap(({ value }) => (value === null ? [] : [String(value)]));

async function eventNames(store: ActivityStore): Promise<string[]> {
  const stages = [{ $match: { event_name: { $gt: '' } } }, { $group: { _id: '$event_name' } }, { $limit: MAX_EVENTS }];
  try {
    const names = await store.aggregate<{ _id: unknown }>(stages, { maxTimeMs: EVENTS_MS });
    return names.map(({ _id }) => _id).filter((name) => typeof name === 'string');
  } catch (error) {
    if (error instanceof StoreTimeoutError) return [];
    throw error;
  }
}
