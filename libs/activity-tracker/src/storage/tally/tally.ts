import { DistinctUsers } from './distinct-users.js';
import { DurationHistogram } from './duration-histogram.js';
import { type Dimension, type DimensionValue, isOtherType } from './dimension.js';

export interface RouteOrigin {
  countries: readonly string[];
  devices: readonly string[];
}

function together(origins: ReadonlySet<RouteOrigin> | undefined, of: keyof RouteOrigin): string[] {
  return [...new Set([...(origins ?? [])].flatMap((origin) => origin[of]))].sort();
}

/** Counts of the calls with one value of a dimension. @publicApi */
export class Tally {
  /** Calls without a status, then 1xx, 2xx, 3xx, 4xx, 5xx. */
  readonly classes: number[] = [0, 0, 0, 0, 0, 0];
  /** Total execution time, in whole microseconds so that the sum does not depend on the order. */
  microseconds = 0;
  /** Arrival of the last call, milliseconds since 1970. */
  last = 0;
  /** Execution times; `undefined` unless requested. */
  durations: DurationHistogram | undefined;
  /** Distinct users; `undefined` unless requested. */
  users: DistinctUsers | undefined;
  private origins: Set<RouteOrigin> | undefined;

  constructor(public value: DimensionValue) {}

  /** Number of calls. */
  get calls(): number {
    return this.classes.reduce((sum, count) => sum + count, 0);
  }

  /** Countries that a user called from, sorted. */
  get countries(): string[] {
    return together(this.origins, 'countries');
  }

  /** Devices that a user called with (client and system), sorted. */
  get devices(): string[] {
    return together(this.origins, 'devices');
  }

  /** Calls with a 4xx or 5xx status. */
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

  /** Number of distinct values. */
  get size(): number {
    return this.tallies.size;
  }

  /** Returns the tally of a value; creates it if missing. */
  of(value: DimensionValue): Tally {
    const key = keyOf(value);
    let tally = this.tallies.get(key);
    if (!tally) this.tallies.set(key, (tally = new Tally(value)));
    // A user who is 7 in one record and '7' in another becomes the number, whichever comes first.
    else if (typeof value === 'number') tally.value = value;
    return tally;
  }

  /** Returns the tally of a value, or `undefined`. */
  get(value: DimensionValue): Tally | undefined {
    return this.tallies.get(keyOf(value));
  }

  /** The tallies, unordered. */
  values(): IterableIterator<Tally> {
    return this.tallies.values();
  }

  /** Adds the tallies of another set, value by value. */
  merge(other: Tallies): void {
    for (const tally of other.values()) this.of(tally.value).merge(tally);
  }

  /** Sums all values, or those that `includes` accepts. */
  sum(includes: (value: DimensionValue) => boolean = () => true): Tally {
    const sum = new Tally(null);
    for (const tally of this.tallies.values()) if (includes(tally.value)) sum.merge(tally);
    return sum;
  }
}

function keyOf(value: DimensionValue): string {
  // No name contains a NUL.
  if (value === null) return '\0';
  if (isOtherType(value)) return '\0other';
  if (typeof value !== 'object') return String(value);
  const { namespace, url_name, method, route } = value;
  return JSON.stringify([namespace, url_name, method, route]);
}
