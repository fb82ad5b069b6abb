import { allOf, NEWEST_FIRST } from '../../../http/paging/paging.js';
import type { ActivityFilter, ActivityStore, IndexKey } from '../../../storage/port/activity-store.js';
import type { MaintainedStatistics, Span } from '../../../storage/port/statistics.js';
import type { ActivityQuery } from '../../query/activity-query.js';
import { resolvePlan } from '../../query/plan/plan-resolution.js';
import { planQuery, type QueryPlan } from '../../query/plan/query-plan.js';
import { ExactFacets } from './exact-facets.js';
import { FACET_NAMES, FACETS } from './facet-rules.js';
import type { Facet, FacetName, Facets, Group } from './facet.types.js';
import { type FacetCounts, facetStages, listed } from './listed-facet.js';
import { newestInTime } from '../../../storage/newest-in-time.js';
import { LogReader, timeFilter } from '../log-reader.js';
import { lookBackInSlices } from '../slices.js';

const LATEST = { sort: NEWEST_FIRST, limit: 1, fields: ['created_time'] } as const;

export interface FacetSettings {
  readonly records: number;
  readonly values: number;
  readonly budgetMs: number;
  readonly now: Date;
}

interface Tally {
  readonly groups: Partial<Record<FacetName, Group[]>>;
  readonly counted: number;
  readonly lookedBackTo: Date | undefined;
}

export class FacetCounter {
  private readonly exact: ExactFacets | undefined;

  /** @param statistics count what is more than the newest records, if the store has them */
  constructor(
    private readonly store: ActivityStore,
    private readonly clock: () => number,
    statistics?: MaintainedStatistics,
  ) {
    this.exact = statistics && new ExactFacets(statistics);
  }

  async count(query: ActivityQuery, settings: FacetSettings): Promise<Facets> {
    const concerned = (name: FacetName) => query.conditions.some(({ field }) => FACETS[name].own.includes(field));
    const unconcerned = FACET_NAMES.filter((name) => !concerned(name));
    const counts = await Promise.all([
      this.facets(unconcerned, query, settings),
      ...FACET_NAMES.filter(concerned).map((name) => this.facets([name], without(query, name), settings)),
    ]);
    const facets = counts.flat();
    const exact = facets.some(([, { complete }]) => !complete) && (await this.spanOfExact(query, settings.now));
    if (!exact) return Object.fromEntries(facets) as Facets;
    const completed = facets.map(async ([name, facet]) => [
      name,
      await this.completed(name, facet, query, exact, settings),
    ]);
    return Object.fromEntries(await Promise.all(completed)) as Facets;
  }

  private async completed(
    name: FacetName,
    facet: Facet,
    query: ActivityQuery,
    span: Span,
    { values }: FacetSettings,
  ): Promise<Facet> {
    const exact = facet.complete ? undefined : await this.exact?.count(name, query, span);
    if (!exact) return facet;
    return { ...listed(name, exact.groups, values), counted: exact.counted, complete: true };
  }

  private async spanOfExact(query: ActivityQuery, now: Date): Promise<Span | undefined> {
    const { from, to } = planQuery(query, now);
    if (!from || !this.exact) return undefined;
    return { from, to: to ? new Date(to.getTime() + 1) : await this.endOf(now) };
  }

  /** A clock that is ahead dates records after now. */
  private async endOf(now: Date): Promise<Date> {
    const [latest] = await this.store.find({ created_time: { $gte: now } }, LATEST);
    return latest ? new Date(latest.created_time.getTime() + 1) : now;
  }

  private async facets(
    names: readonly FacetName[],
    query: ActivityQuery,
    settings: FacetSettings,
  ): Promise<[FacetName, Facet][]> {
    if (names.length === 0) return [];
    const { groups, counted, lookedBackTo } = await this.tally(
      names,
      await resolvePlan(this.store, planQuery(query, settings.now)),
      settings,
    );
    return names.map((name) => [
      name,
      {
        ...listed(name, groups[name] ?? [], settings.values),
        counted,
        complete: lookedBackTo === undefined,
        ...(lookedBackTo && { looked_back_to: lookedBackTo }),
      },
    ]);
  }

  private async tally(names: readonly FacetName[], plan: QueryPlan, settings: FacetSettings): Promise<Tally> {
    if (plan.matchesText) return this.tallyOfText(names, plan, settings);
    if (plan.access !== 'index') return this.tallyBySlices(names, plan, settings);
    const { filters, index } = plan;
    return newestInTime(
      settings.records,
      (records, maxTimeMs) => this.tallyOf(names, [...filters, timeFilter(plan)], records, { maxTimeMs, index }),
      () => this.tallyBySlices(names, plan, settings),
    );
  }

  /** Only this process can search words, so the records found are counted by id. */
  private async tallyOfText(names: readonly FacetName[], plan: QueryPlan, settings: FacetSettings): Promise<Tally> {
    const { records, budgetMs } = settings;
    const read = { cursor: undefined, count: records, fields: ['created_time'], budgetMs };
    const { found, stoppedAt } = await new LogReader(this.store, this.clock).read(plan, read);
    const ids = { _id: { $in: found.map(({ _id }) => _id) } };
    // Without a sort order, because MongoDB might scan the whole log by time for the ids.
    const [counts] = await this.store.aggregate<FacetCounts>([{ $match: ids }, ...facetStages(names)]);
    const oldest = found.length < records ? undefined : found.at(-1)?.created_time;
    return { groups: counts ?? {}, counted: found.length, lookedBackTo: stoppedAt?.created_time ?? oldest };
  }

  private async tallyBySlices(names: readonly FacetName[], plan: QueryPlan, settings: FacetSettings): Promise<Tally> {
    const { records, budgetMs } = settings;
    const groups: Partial<Record<FacetName, Group[]>> = {};
    let counted = 0;
    const walk = { plan, budgetMs, clock: this.clock };
    const lookedBackTo = await lookBackInSlices(this.store, walk, async ({ filter, maxTimeMs }) => {
      const bounds = { maxTimeMs, index: plan.index };
      const part = await this.tallyOf(names, [...plan.filters, filter], records - counted, bounds);
      for (const name of names) (groups[name] ??= []).push(...(part.groups[name] ?? []));
      counted += part.counted;
      return part;
    });
    return { groups, counted, lookedBackTo };
  }

  private async tallyOf(
    names: readonly FacetName[],
    conditions: readonly ActivityFilter[],
    records: number,
    { maxTimeMs, index }: { maxTimeMs: number; index: IndexKey | undefined },
  ): Promise<Tally> {
    const filters = conditions.filter((filter) => Object.keys(filter).length > 0);
    const [counts] = await this.store.aggregate<FacetCounts>(
      [{ $match: allOf(filters) }, { $sort: NEWEST_FIRST }, { $limit: records }, ...facetStages(names)],
      { maxTimeMs, ...(index && { index }) },
    );
    const [all] = counts?.all ?? [];
    const counted = all?.count ?? 0;
    return { groups: counts ?? {}, counted, lookedBackTo: counted < records ? undefined : all?.oldest };
  }
}

function without({ conditions }: ActivityQuery, name: FacetName): ActivityQuery {
  return { conditions: conditions.filter(({ field }) => !FACETS[name].own.includes(field)) };
}
