import type { SecurityCall } from './security.types.js';
import { type Burst, FAILED_SIGN_IN_BURST, REFUSED_BURST } from './security-rules.js';

const MAX_PEOPLE = 10_000;
const MAX_VALUES = 200;

/** The last calls of one person, or the last sign-ins that failed with one text. */
interface Recent {
  /** Countries, networks and devices. */
  values: Set<string>;
  country: string | null;
  /** Times of the last refused calls or failed sign-ins. */
  refused: number[];
}

/** Tells which calls may complete an anomaly, so that the earlier calls of few people have to be read. */
export class RecentCalls {
  private readonly people = new Map<string, Recent>();

  constructor(private readonly maxPeople = MAX_PEOPLE) {}

  /** @param key of the person @param call later than the calls before */
  isSuspicious(key: string, call: SecurityCall): boolean {
    const recent = this.recentOf(key);
    if (call.isFailedSignIn) return completes(recent, call, FAILED_SIGN_IN_BURST);
    const hasMoved = call.country !== null && call.country !== recent.country;
    if (hasMoved) recent.country = call.country;
    const isNew = addNew(recent.values, [call.country, call.network, call.device]);
    const isBurst = (call.status === 401 || call.status === 403) && completes(recent, call, REFUSED_BURST);
    return hasMoved || isNew || isBurst;
  }

  private recentOf(key: string): Recent {
    const recent = this.people.get(key) ?? { values: new Set(), country: null, refused: [] };
    this.people.delete(key);
    this.people.set(key, recent);
    if (this.people.size > this.maxPeople) this.people.delete(this.people.keys().next().value!);
    return recent;
  }
}

function addNew(known: Set<string>, values: readonly (string | null)[]): boolean {
  const sizeBefore = known.size;
  if (sizeBefore > MAX_VALUES) known.clear();
  for (const value of values) if (value !== null) known.add(value);
  return known.size !== sizeBefore;
}

function completes({ refused }: Recent, { time }: SecurityCall, { least, withinMs }: Burst): boolean {
  refused.push(time);
  if (refused.length > least) refused.shift();
  return refused.length === least && time - refused[0]! <= withinMs;
}
