import type { ActivityUserId } from '../../record/activity-log.js';

/** Properties to group calls by; `all` does not group. @publicApi */
export const DIMENSIONS = ['all', 'route', 'user', 'status', 'country', 'method', 'outcome'] as const;

/** One of {@link DIMENSIONS}. @publicApi */
export type Dimension = (typeof DIMENSIONS)[number];

/** Identity of a route. @publicApi */
export interface RouteIdentity {
  /** Controller class. */
  namespace: string | null;
  /** Handler name. */
  url_name: string | null;
  /** HTTP method. */
  method: string | null;
  /** Path template. */
  route: string | null;
}

/** Stands for all values of a type that the tracker does not write. @publicApi */
export interface OtherType {
  /** Marks it, also when read from a store. */
  readonly other_type: true;
}

export const OTHER_TYPE: OtherType = Object.freeze({ other_type: true });

export const isOtherType = (value: unknown): value is OtherType =>
  typeof value === 'object' && value !== null && 'other_type' in value;

/**
 * A {@link RouteIdentity} for `route`, an id for `user`, a code for `status`, otherwise a text; `null` for none.
 * @publicApi
 */
export type DimensionValue = RouteIdentity | ActivityUserId | OtherType | null;
