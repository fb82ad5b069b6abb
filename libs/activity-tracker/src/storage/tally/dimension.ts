import type { ActivityUserId } from '../../record/activity-log.js';

/** What calls can be told apart by; `all` tells nothing apart. @publicApi */
export const DIMENSIONS = ['all', 'route', 'user', 'status', 'country', 'method', 'outcome'] as const;

/** One of {@link DIMENSIONS}. @publicApi */
export type Dimension = (typeof DIMENSIONS)[number];

/** What tells one route from another. @publicApi */
export interface RouteIdentity {
  /** Controller class. */
  namespace: string | null;
  /** Handler. */
  url_name: string | null;
  /** HTTP method. */
  method: string | null;
  /** Template of the path. */
  route: string | null;
}

/** Of `route` a {@link RouteIdentity}, of `user` an id, of `status` a code, of the others a text. @publicApi */
export type DimensionValue = RouteIdentity | ActivityUserId | null;
