import { userIdOf } from '../stored-user.js';
import { deviceOf } from './device.js';
import { countedRoute, type Dimension, type DimensionValue, OTHER_TYPE } from './dimension.js';
import { DistinctUsers, UserHashes } from './distinct-users.js';
import { DurationHistogram } from './duration-histogram.js';
import type { RouteOrigin, Tallies, Tally } from './tally.js';

const MAX_CACHED_ORIGINS = 10_000;

/**
 * One or more records that agree in all requested fields, as the pipeline of `cells.ts` returns them: with values of any type, which other
 * applications may have stored.
 */
export interface Cell {
  user?: unknown;
  namespace?: unknown;
  url_name?: unknown;
  method?: unknown;
  route?: unknown;
  status?: unknown;
  country?: unknown;
  outcome?: unknown;
  agent?: unknown;
  bin?: number;
  /** Number of records. Default: 1. */
  calls?: number;
  microseconds?: number;
  last?: Date;
}

/** Counts records into tallies. */
export class Counter {
  private readonly hashes = new UserHashes();
  private readonly origins = new Map<string, RouteOrigin>();

  count(cell: Cell, tallies: Tallies): void {
    const { dimension } = tallies;
    const tally = tallies.of(valueOf(cell, dimension));
    const calls = cell.calls ?? 1;
    tally.classes[classOf(cell.status)]! += calls;
    tally.microseconds += cell.microseconds ?? 0;
    tally.last = Math.max(tally.last, cell.last?.getTime() ?? 0);
    if (dimension === 'user') {
      if (tally.value !== null) tally.addOrigin(this.origin(cell));
      return;
    }
    if (cell.bin !== undefined) (tally.durations ??= new DurationHistogram()).add(cell.bin, calls);
    this.countUser(cell, tally);
  }

  /** Counts the distinct user only. */
  countUser(cell: Cell, tally: Tally): void {
    const id = userIdOf(cell.user);
    if (id !== null && id !== undefined) (tally.users ??= new DistinctUsers()).add(this.hashes.of(String(id)));
  }

  private origin({ country, agent }: Cell): RouteOrigin {
    const key = JSON.stringify([country, agent]);
    let origin = this.origins.get(key);
    if (!origin) {
      if (this.origins.size >= MAX_CACHED_ORIGINS) this.origins.clear();
      const device = deviceOf(agent);
      const from = textOf(country);
      this.origins.set(key, (origin = { countries: from ? [from] : [], devices: device ? [device] : [] }));
    }
    return origin;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function valueOf(cell: Cell, dimension: Dimension): DimensionValue {
  switch (dimension) {
    case 'all':
      return null;
    case 'route':
      return countedRoute(cell);
    case 'user':
      return orOther(userIdOf(cell.user));
    case 'status':
      return typeof cell.status === 'number' ? cell.status : noneOrOther(cell.status);
    default: {
      const value = cell[dimension];
      return typeof value === 'string' ? value : noneOrOther(value);
    }
  }
}

const orOther = (value: DimensionValue | undefined): DimensionValue => (value === undefined ? OTHER_TYPE : value);

const noneOrOther = (value: unknown): DimensionValue => (value === null || value === undefined ? null : OTHER_TYPE);

function classOf(status: unknown): number {
  const digit = typeof status === 'number' ? Math.floor(status / 100) : 0;
  return digit >= 1 && digit <= 5 ? digit : 0;
}
