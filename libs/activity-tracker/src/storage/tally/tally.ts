import { deviceOf } from './device.js';
import { DistinctUsers, UserHashes } from './distinct-users.js';
import { DurationHistogram } from './duration-histogram.js';
import type { Dimension, DimensionValue } from './dimension.js';

const MAX_CACHED_ORIGINS = 10_000;

/** One or more records that are alike in all that was asked for, as the pipeline of `cells.ts` gives them. */
export interface Cell {
  user?: unknown;
  namespace?: string | null;
  url_name?: string | null;
  method?: string | null;
  route?: string | null;
  status?: unknown;
  country?: string | null;
  outcome?: string | null;
  agent?: unknown;
  bin?: number;
  /** Number of records. Default: 1. */
  calls?: number;
  microseconds?: number;
  last?: Date;
}

/** Where users called from and with what; one object serves all who have the same. */
export interface RouteOrigin {
  countries: readonly string[];
  devices: readonly string[];
}

function together(origins: ReadonlySet<RouteOrigin> | undefined, of: keyof RouteOrigin): string[] {
  return [...new Set([...(origins ?? [])].flatMap((origin) => origin[of]))].sort();
}

/** What is counted of the calls of one value of a dimension. @publicApi */
export class Tally {
  /** Calls without a status, and with 1xx, 2xx, 3xx, 4xx, 5xx. */
  readonly classes: number[] = [0, 0, 0, 0, 0, 0];
  /** Execution time, all calls together: whole, so that no order of adding changes it. */
  microseconds = 0;
  /** When the last call arrived, milliseconds since 1970. */
  last = 0;
  /** Execution times; `undefined` unless asked for. */
  durations: DurationHistogram | undefined;
  /** Different users; `undefined` unless asked for. */
  users: DistinctUsers | undefined;
  private origins: Set<RouteOrigin> | undefined;

  constructor(public value: DimensionValue) {}

  /** Number of calls. */
  get calls(): number {
    return this.classes.reduce((sum, count) => sum + count, 0);
  }

  /** Where the calls of a user came from, in order of the alphabet. */
  get countries(): string[] {
    return together(this.origins, 'countries');
  }

  /** With what: client and system. */
  get devices(): string[] {
    return together(this.origins, 'devices');
  }

  /** Calls answered with 4xx or 5xx. */
  get errors(): number {
    return this.classes[4]! + this.classes[5]!;
  }

  /** Adds the calls of another tally. */
  merge(other: Tally): void {
    other.classes.forEach((count, i) => (this.classes[i]! += count));
    this.microseconds += other.microseconds;
    this.last = Math.max(this.last, other.last);
    if (other.durations) (this.durations ??= new DurationHistogram()).merge(other.durations);
    if (other.users) (this.users ??= new DistinctUsers()).merge(other.users);
    for (const origin of other.origins ?? []) this.addOrigin(origin);
  }

  /** @internal */
  addOrigin(origin: RouteOrigin): void {
    (this.origins ??= new Set()).add(origin);
  }
}

/** The tallies of one dimension, by value. @publicApi */
export class Tallies {
  private readonly tallies = new Map<string, Tally>();

  constructor(readonly dimension: Dimension) {}

  /** Number of different values. */
  get size(): number {
    return this.tallies.size;
  }

  /** The tally of a value, made if there is none. */
  of(value: DimensionValue): Tally {
    const key = keyOf(value);
    let tally = this.tallies.get(key);
    if (!tally) this.tallies.set(key, (tally = new Tally(value)));
    // Of a user who is 7 in one record and '7' in another, the number, whichever comes first.
    else if (typeof value === 'number') tally.value = value;
    return tally;
  }

  /** The tally of a value, if there is one. */
  get(value: DimensionValue): Tally | undefined {
    return this.tallies.get(keyOf(value));
  }

  /** In no order. */
  values(): IterableIterator<Tally> {
    return this.tallies.values();
  }

  /** Adds the tallies of another set, value by value. */
  merge(other: Tallies): void {
    for (const tally of other.values()) this.of(tally.value).merge(tally);
  }

  /** All values together, or those that fit. */
  sum(includes: (value: DimensionValue) => boolean = () => true): Tally {
    const sum = new Tally(null);
    for (const tally of this.tallies.values()) if (includes(tally.value)) sum.merge(tally);
    return sum;
  }
}

/** Takes cells to where they count. */
export class Counter {
  private readonly hashes = new UserHashes();
  private readonly origins = new Map<string, RouteOrigin>();

  count(cell: Cell, tallies: Tallies): void {
    const { dimension } = tallies;
    // A call of nobody is not a call of a user.
    if (dimension === 'user' && !isSomebody(cell.user)) return;
    const tally = tallies.of(valueOf(cell, dimension));
    const calls = cell.calls ?? 1;
    tally.classes[classOf(cell.status)]! += calls;
    tally.microseconds += cell.microseconds ?? 0;
    tally.last = Math.max(tally.last, cell.last?.getTime() ?? 0);
    if (dimension === 'user') {
      tally.addOrigin(this.origin(cell));
      return;
    }
    if (cell.bin !== undefined) (tally.durations ??= new DurationHistogram()).add(cell.bin, calls);
    this.countUser(cell, tally);
  }

  /** Counts who it was, and nothing else. */
  countUser(cell: Cell, tally: Tally): void {
    if (isSomebody(cell.user)) (tally.users ??= new DistinctUsers()).add(this.hashes.of(String(cell.user)));
  }

  private origin({ country, agent }: Cell): RouteOrigin {
    const key = JSON.stringify([country, agent]);
    let origin = this.origins.get(key);
    if (!origin) {
      if (this.origins.size >= MAX_CACHED_ORIGINS) this.origins.clear();
      const device = deviceOf(agent);
      this.origins.set(key, (origin = { countries: country ? [country] : [], devices: device ? [device] : [] }));
    }
    return origin;
  }
}

const isSomebody = (user: unknown): user is string | number => typeof user === 'string' || typeof user === 'number';

export function valueOf(cell: Cell, dimension: Dimension): DimensionValue {
  switch (dimension) {
    case 'all':
      return null;
    case 'route':
      return {
        namespace: cell.namespace ?? null,
        url_name: cell.url_name ?? null,
        method: cell.method ?? null,
        route: cell.route ?? null,
      };
    case 'user':
      return cell.user as string | number;
    case 'status':
      return typeof cell.status === 'number' ? cell.status : null;
    default:
      return cell[dimension] ?? null;
  }
}

function keyOf(value: DimensionValue): string {
  // No name holds a NUL.
  if (value === null) return '\0';
  if (typeof value !== 'object') return String(value);
  const { namespace, url_name, method, route } = value;
  return JSON.stringify([namespace, url_name, method, route]);
}

function classOf(status: unknown): number {
  const digit = typeof status === 'number' ? Math.floor(status / 100) : 0;
  return digit >= 1 && digit <= 5 ? digit : 0;
}
