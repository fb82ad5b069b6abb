import type { ActivityUserId } from '../../record/activity-log.js';
import type { RouteIdentity } from '../../storage/tally/dimension.js';
import type { Span } from '../../storage/port/statistics.js';
import type { CallsByClass } from './statistics-source.js';

/** Sort keys of a list of people, always in descending order. @publicApi */
export const PEOPLE_SORTS = ['last_seen', 'calls', 'errors', 'error_share'] as const;

/** One of {@link PEOPLE_SORTS}. @publicApi */
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** Query for a page of people. @publicApi */
export interface PeopleQuery {
  /** Default: `last_seen`. */
  sort?: PeopleSort;
  /** Part of an id, case-insensitive. */
  search?: string;
  /** Ids that `search` also means. */
  found?: readonly ActivityUserId[];
  /** Value of `next` on the previous page. */
  cursor?: string;
  /** 1 to 500. Default: 50. */
  limit?: number;
}

/** Statistics of one person. @publicApi */
export interface PersonFigures {
  user_id: ActivityUserId;
  calls: number;
  /** Number of calls with a 4xx or 5xx status. */
  errors: number;
  error_share: number;
  by_class: CallsByClass;
  last_seen: Date;
  countries: string[];
  /** Client and system, such as `Firefox on Windows`. */
  devices: string[];
  /** Calls per UTC day of the range, oldest first; at most the last 31 days. */
  activity: number[];
}

/** An address that a person called from. @publicApi */
export interface PersonAddress {
  address: string;
  calls: number;
  last_seen: Date;
}

/** A page of people. @publicApi */
export interface PeoplePage {
  people: PersonFigures[];
  /** Number of people on all pages. */
  count: number;
  next: string | null;
  /** Spans that could not be counted in time; empty if the figures are exact. */
  missing: Span[];
}

/** Statistics of one person, with addresses and routes. @publicApi */
export interface PersonPage {
  /** `null` if the person made no call in the range. */
  person: PersonFigures | null;
  /** Time of the person's first call, in the range or not; `null` if there is none. */
  first_seen: Date | null;
  /** Addresses in the newest 10,000 calls of the range, most frequent first, at most 20; `null` if not counted in time. */
  addresses: PersonAddress[] | null;
  /** Milliseconds, within 4 %. */
  p50: number | null;
  p95: number | null;
  /** Most frequent first, at most 20. */
  routes: (RouteIdentity & { query: string | null; calls: number; errors: number; last_called: Date })[];
  /** Spans that could not be counted in time, of `person` or of the other fields. */
  missing: Span[];
}
