import { StoreTimeoutError } from '../../../storage/port/store-errors.js';
import type { ActivityStatistics, Span } from '../../../storage/port/statistics.js';
import type { CountedRoute, Dimension } from '../../../storage/tally/dimension.js';
import type { Tally } from '../../../storage/tally/tally.js';
import type { ActivityQuery, QueryCondition } from '../../query/activity-query.js';
import { isTimeField } from '../../query/parse/time-fields.js';
import { EVENT, FACETS } from './facet-rules.js';
import type { FacetName, Group } from './facet.types.js';

/** The values of a facet among all calls of a time, and how many calls there are. */
export interface ExactFacet {
  readonly groups: Group[];
  readonly counted: number;
}

type Counts = readonly (Pick<Group, 'count'> & { tally: Tally })[];

/** Roll-ups keep no limits of durations. */
const DIMENSIONS: Partial<Record<FacetName, Dimension>> = {
  status: 'status',
  method: 'method',
  name: 'route',
  user: 'user',
  country: 'country',
  outcome: 'outcome',
};
/** Positions of 1xx to 5xx in {@link Tally.classes}; 0 is for all others. */
const CLASSES = [1, 2, 3, 4, 5];

/** Counts facets by roll-ups, where a time and status classes are all that a query selects by. */
export class ExactFacets {
  constructor(private readonly statistics: ActivityStatistics) {}

  /**
   * Resolves to `undefined` if roll-ups cannot give exact numbers.
   * @param span of the query
   */
  async count(name: FacetName, query: ActivityQuery, span: Span): Promise<ExactFacet | undefined> {
    const by = DIMENSIONS[name];
    const classes = classesOf(query, name);
    if (!by || !classes) return undefined;
    try {
      return await this.countBy(by, classes, span);
    } catch (error) {
      if (error instanceof StoreTimeoutError) return undefined;
      throw error;
    }
  }

  private async countBy(by: Dimension, classes: readonly number[], span: Span): Promise<ExactFacet | undefined> {
    const [counts, byMethod] = await Promise.all([
      this.tallies(by, classes, span),
      by === 'status' ? this.tallies('method', classes, span) : [],
    ]);
    if (!counts || !byMethod) return undefined;
    const groups = counts.map(({ tally, count }) => ({ _id: groupOf(by, tally), count }));
    if (by === 'status') {
      const events = await this.events(groups, byMethod, span);
      if (events === undefined) return undefined;
      splitEvents(groups, events);
    }
    return { groups: groups.filter(({ count }) => count > 0), counted: sumOf(counts) };
  }

  /** Statuses of other types, below 100 and above 599 are of no class either: events are counted from the records then. */
  private async events(groups: readonly Group[], byMethod: Counts, { from, to }: Span): Promise<number | undefined> {
    const withoutMethod = byMethod.filter(({ tally }) => NO_METHOD.includes(tally.value as string | null));
    const ofNoClass = withoutMethod.reduce((sum, { tally }) => sum + tally.classes[0]!, 0);
    if (ofNoClass === 0 || !groups.some(isOfNoClass)) return ofNoClass;
    const { slots, missing } = await this.statistics.query({
      edges: [from, to],
      by: 'all',
      filter: { status_code: null, method: { $in: NO_METHOD } },
    });
    return missing.length > 0 ? undefined : slots[0]!.sum().calls;
  }

  private async tallies(by: Dimension, classes: readonly number[], { from, to }: Span): Promise<Counts | undefined> {
    const { slots, missing } = await this.statistics.query({ edges: [from, to], by });
    if (missing.length > 0) return undefined;
    return [...slots[0]!.values()].map((tally) => ({
      tally,
      count: classes.reduce((sum, position) => sum + tally.classes[position]!, 0),
    }));
  }
}

const sumOf = (counts: Counts): number => counts.reduce((sum, { count }) => sum + count, 0);

function groupOf(by: Dimension, { value }: Tally): unknown {
  if (by === 'route') {
    const { namespace, url_name } = value as CountedRoute;
    return { namespace, url_name };
  }
  return by === 'status' && typeof value === 'number' ? Math.floor(value / 100) : value;
}

/** A custom event has neither status nor method. */
function splitEvents(groups: Group[], events: number): void {
  const none = groups.find(({ _id }) => _id === null);
  if (!none || events === 0) return;
  none.count -= events;
  groups.push({ _id: EVENT, count: events });
}

const NO_METHOD = [null, ''];

const isOfNoClass = ({ _id, count }: Group): boolean => count > 0 && _id !== null && !CLASSES.includes(Number(_id));

/** Positions of the status classes that a query selects, without the facet's own condition; `undefined` if it selects by more. */
function classesOf({ conditions }: ActivityQuery, name: FacetName): number[] | undefined {
  let classes = [0, ...CLASSES];
  for (const condition of conditions) {
    if (isTimeField(condition.field) || FACETS[name].own.includes(condition.field)) continue;
    const named = namedClasses(condition);
    if (!named) return undefined;
    classes = classes.filter((position) => named.includes(position) !== condition.negated);
  }
  return classes;
}

function namedClasses({ field, terms }: QueryCondition): number[] | undefined {
  if (field !== 'status') return undefined;
  const named = terms.map((term) => (term.operator === 'class' ? term.value : 0));
  return named.every((each) => CLASSES.includes(each)) ? named : undefined;
}
