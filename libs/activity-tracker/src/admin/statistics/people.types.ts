import type { ActivityUserId } from '../../record/activity-log.js';
import type { RouteIdentity } from '../../storage/tally/dimension.js';
import type { Span } from '../../storage/port/statistics.js';
import type { CallsByClass } from './statistics-source.js';

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
  /** Calls on each day (UTC) of the range, oldest first; of a longer one on its last 31. */
  activity: number[];
}

/** Where a person called from. @publicApi */
export interface PersonAddress {
  address: string;
  calls: number;
  last_seen: Date;
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
  /** Their first call of all, in the range or not; `null` where there is none. */
  first_seen: Date | null;
  /** Of the newest 10,000 calls in the range, most called from first, at most 20; `null` where time did not suffice. */
  addresses: PersonAddress[] | null;
  /** Milliseconds, within 4 %. */
  p50: number | null;
  p95: number | null;
  /** Most called first, at most 20. */
  routes: (RouteIdentity & { calls: number; errors: number; last_called: Date })[];
  /** Spans that could not be counted in time, of `person` or of the rest. */
  missing: Span[];
}
