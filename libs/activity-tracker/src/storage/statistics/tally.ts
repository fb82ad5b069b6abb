import { deviceOf } from './device.js';
import { DistinctUsers, UserHashes } from './distinct-users.js';
import { DurationHistogram } from './duration-histogram.js';
import type { Dimension, DimensionValue } from './statistics.js';

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

/** What is counted of the calls of one value of a dimension. @publicApi */
export class Tally {
  /** Calls without a status, and with 1xx, 2xx, 3xx, 4xx, 5xx. */
  readonly classes: number[] = [0, 0, 0, 0, 0, 0];
  /** Execution time, all calls together: whole, so that no order of adding changes it. */
  microseconds = 0;
  /** When the last call arrived, milliseconds since 1970. */
  last = 0;
  durations: DurationHistogram | undefined;
  users: DistinctUsers | undefined;
  countries: Set<string> | undefined;
  devices: Set<string> | undefined;

  constructor(readonly value: DimensionValue) {}

  get calls(): number {
    return this.classes.reduce((sum, count) => sum + count, 0);
  }

  /** Calls answered with 4xx or 5xx. */
  get errors(): number {
    return this.classes[4]! + this.classes[5]!;
  }

  merge(other: Tally): void {
    other.classes.forEach((count, i) => (this.classes[i]! += count));
    this.microseconds += other.microseconds;
    this.last = Math.max(this.last, other.last);
    if (other.durations) (this.durations ??= new DurationHistogram()).merge(other.durations);
    if (other.users) (this.users ??= new DistinctUsers()).merge(other.users);
    for (const country of other.countries ?? []) (this.countries ??= new Set()).add(country);
    for (const device of other.devices ?? []) (this.devices ??= new Set()).add(device);
  }
}

/** The tallies of one dimension, by value. @publicApi */
export class Tallies {
  private readonly tallies = new Map<string, Tally>();

  constructor(readonly dimension: Dimension) {}

  get size(): number {
    return this.tallies.size;
  }

  of(value: DimensionValue): Tally {
    const key = keyOf(value);
    let tally = this.tallies.get(key);
    if (!tally) this.tallies.set(key, (tally = new Tally(value)));
    return tally;
  }

  get(value: DimensionValue): Tally | undefined {
    return this.tallies.get(keyOf(value));
  }

  /** In no order. */
  values(): IterableIterator<Tally> {
    return this.tallies.values();
  }

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
  private readonly devices = new Map<unknown, string | null>();

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
      if (cell.country) (tally.countries ??= new Set()).add(cell.country);
      const device = this.device(cell.agent);
      if (device) (tally.devices ??= new Set()).add(device);
      return;
    }
    if (cell.bin !== undefined) (tally.durations ??= new DurationHistogram()).add(cell.bin, calls);
    this.countUser(cell, tally);
  }

  /** Counts who it was, and nothing else. */
  countUser(cell: Cell, tally: Tally): void {
    if (isSomebody(cell.user)) (tally.users ??= new DistinctUsers()).add(this.hashes.of(String(cell.user)));
  }

  private device(agent: unknown): string | null {
    let device = this.devices.get(agent);
    if (device === undefined) {
      if (this.devices.size >= 10_000) this.devices.clear();
      this.devices.set(agent, (device = deviceOf(agent)));
    }
    return device;
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
