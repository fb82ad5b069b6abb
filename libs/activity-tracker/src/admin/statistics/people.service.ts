import { Inject, Injectable } from '@nestjs/common';
import { badParameter } from '../../history/bad-parameter.js';
import { ofUser } from '../../history/same-user.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import { ACTIVITY_STORE, type ActivityStore } from '../../storage/activity-store.js';
import type { RouteIdentity } from '../../storage/statistics/dimension.js';
import type { ActivityStatistics, DimensionFilter, Span } from '../../storage/statistics/statistics.js';
import type { Tally } from '../../storage/statistics/tally.js';
import {
  asked,
  byClass,
  type CallsByClass,
  errorShare,
  type StatisticsFilter,
  statisticsOf,
} from './statistics-source.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const TOP_ROUTES = 20;
/** Time for what a person's records have to tell, milliseconds: of somebody very busy the last weeks do. */
const ROUTES_MS = 250;

/** What a list of people can be sorted by, always the largest first. @publicApi */
export const PEOPLE_SORTS = ['last_seen', 'calls', 'errors', 'error_share'] as const;

/** @publicApi */
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** @publicApi */
export interface PeopleQuery {
  /** Default: `last_seen`. */
  sort?: PeopleSort;
  /** Part of an id; upper and lower case are the same. */
  search?: string;
  /** From `next` of the page before. */
  cursor?: string;
  /** 1 to 500. Default: 50. */
  limit?: number;
}

/** @publicApi */
export interface PersonFigures {
  user_id: ActivityUserId;
  calls: number;
  /** Answered with 4xx or 5xx. */
  errors: number;
  error_share: number;
  by_class: CallsByClass;
  last_seen: Date;
  countries: string[];
  /** Client and system, such as `Firefox on Windows`. */
  devices: string[];
}

/** @publicApi */
export interface PeoplePage {
  people: PersonFigures[];
  /** How many people there are, on all pages. */
  count: number;
  next: string | null;
  /** Spans that could not be counted in time; empty when the figures are exact. */
  missing: Span[];
}

/** @publicApi */
export interface PersonPage {
  /** `null` where the person made no call in the range. */
  person: PersonFigures | null;
  /** Milliseconds, within 4 %. */
  p50: number | null;
  p95: number | null;
  /** Most called first, at most 20. */
  routes: (RouteIdentity & { calls: number; errors: number; last_called: Date })[];
  /** Spans that could not be counted in time, of `person` or of the rest. */
  missing: Span[];
}

const SORT_VALUE: Record<PeopleSort, (tally: Tally) => number> = {
  last_seen: ({ last }) => last,
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  error_share: errorShare,
};

/** Figures of people. */
@Injectable()
export class PeopleService {
  private readonly statistics: ActivityStatistics;

  constructor(@Inject(ACTIVITY_STORE) store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  /**
   * @throws BadRequestException that names `cursor`
   * @throws StoreUnavailableError
   */
  async people(
    range: Span,
    { sort = 'last_seen', search = '', cursor, limit = DEFAULT_LIMIT }: PeopleQuery = {},
    filter: StatisticsFilter = {},
  ): Promise<PeoplePage> {
    const { slots, missing } = await this.statistics.ask({
      edges: [range.from, range.to],
      by: 'user',
      ...asked(filter),
    });
    const wanted = search.toLowerCase();
    const rows = [...slots[0]!.values()]
      .filter(({ value }) =>
        String(value as ActivityUserId)
          .toLowerCase()
          .includes(wanted),
      )
      .map((tally) => ({ tally, place: [SORT_VALUE[sort](tally), String(tally.value as ActivityUserId)] as Place }))
      .sort((a, b) => compare(a.place, b.place));
    const after = cursor ? placeOf(cursor) : undefined;
    const rest = after ? rows.filter(({ place }) => compare(place, after) > 0) : rows;
    const page = rest.slice(0, Math.min(MAX_LIMIT, Math.max(1, limit)));
    const last = page.at(-1);
    return {
      people: page.map(({ tally }) => figuresOf(tally)),
      count: rows.length,
      next: last && page.length < rest.length ? cursorAt(last.place) : null,
      missing,
    };
  }

  /**
   * @throws TypeError when `userId` is no user id
   * @throws StoreUnavailableError
   */
  async person(userId: ActivityUserId, { from, to }: Span): Promise<PersonPage> {
    const edges = [from, to];
    const records = ofUser(userId);
    const [figures, routes] = await Promise.all([
      this.statistics.ask({ edges, by: 'user', filter: records, only: onlyUser(userId) }),
      this.statistics.ask({ edges, by: 'route', filter: records, durations: true, budgetMs: ROUTES_MS }),
    ]);
    const [tally] = figures.slots[0]!.values();
    const all = routes.slots[0]!.sum();
    return {
      person: tally ? figuresOf(tally) : null,
      p50: all.durations?.percentile(0.5) ?? null,
      p95: all.durations?.percentile(0.95) ?? null,
      routes: [...routes.slots[0]!.values()]
        .sort((a, b) => b.calls - a.calls)
        .slice(0, TOP_ROUTES)
        .map((route) => ({
          ...(route.value as RouteIdentity),
          calls: route.calls,
          errors: route.errors,
          last_called: new Date(route.last),
        })),
      missing: figures.missing.length > 0 ? figures.missing : routes.missing,
    };
  }
}

/** `7` and `'7'` are the same user. */
export function onlyUser(userId: ActivityUserId): DimensionFilter {
  return {
    dimension: 'user',
    among: [userId],
    includes: (value) => typeof value !== 'object' && String(value) === String(userId),
  };
}

function figuresOf(tally: Tally): PersonFigures {
  const { calls, errors, countries, devices } = tally;
  return {
    user_id: tally.value as ActivityUserId,
    calls,
    errors,
    error_share: errorShare(tally),
    by_class: byClass(tally),
    last_seen: new Date(tally.last),
    countries,
    devices,
  };
}

/** Where somebody stands in the list: by value, then by id. */
type Place = readonly [value: number, id: string];

function compare([a, id]: Place, [b, other]: Place): number {
  if (a !== b) return b - a;
  if (id === other) return 0;
  return id < other ? -1 : 1;
}

const cursorAt = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function placeOf(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'number' && typeof place[1] === 'string') {
      return place as unknown as Place;
    }
  } catch {
    // Not one of ours.
  }
  throw badParameter('cursor', 'is not one that a page of people gave; start again without it');
}
