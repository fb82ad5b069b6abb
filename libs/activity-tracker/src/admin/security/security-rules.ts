import { HOUR_MS, MINUTE_MS } from '../../common/time.js';
import { countryDistance } from './country-distance.js';
import type { PersonAnomaly, SecurityCall, SecurityRuleName } from './security.types.js';
import { seenValues } from './seen-values.js';

const MAX_EVIDENCE = 20;

type Finding = Pick<PersonAnomaly, 'evidence'> & { at: number; until?: number };

/** This many calls within that time. */
export interface Burst {
  readonly least: number;
  readonly withinMs: number;
}

export const REFUSED_BURST: Burst = { least: 10, withinMs: 5 * MINUTE_MS };
export const FAILED_SIGN_IN_BURST: Burst = { least: 5, withinMs: 10 * MINUTE_MS };

export interface SecurityRule {
  readonly rule: SecurityRuleName;
  readonly reason: string;
  /** @param calls oldest first, from before the range too @param from begin of the range */
  find(calls: readonly SecurityCall[], from: number): Finding[];
}

export const SECURITY_RULES: readonly SecurityRule[] = [
  {
    rule: 'new_country',
    reason: 'First call from this country in 90 days: travel, a VPN, or another person.',
    find: firstSeen('country'),
  },
  {
    rule: 'new_network',
    reason: 'First call from this network (/24, for IPv6 /48) in 90 days.',
    find: firstSeen('network'),
  },
  { rule: 'new_device', reason: 'First call by this client and system in 90 days.', find: firstSeen('device') },
  {
    rule: 'refused_burst',
    reason: '10 calls refused by 401 or 403 within 5 minutes: rights are tried out, or a client is broken.',
    find: bursts({
      ...REFUSED_BURST,
      isMeant: (call) => isOwn(call) && (call.status === 401 || call.status === 403),
    }),
  },
  {
    rule: 'failed_sign_in_burst',
    reason: '5 failed sign-ins within 10 minutes: a password is guessed, or was forgotten.',
    find: bursts({ ...FAILED_SIGN_IN_BURST, isMeant: ({ isFailedSignIn }) => isFailedSignIn === true }),
  },
  {
    rule: 'impossible_travel',
    reason:
      'Two calls from countries at least 500 km apart, at more than 1,000 km/h between their middles: a VPN, or two people.',
    find: travels({ leastKm: 500, leastKmPerHour: 1_000 }),
  },
];

/** All anomalies of a range, newest first. */
export function anomaliesIn(calls: readonly SecurityCall[], from: number): PersonAnomaly[] {
  return SECURITY_RULES.flatMap(({ rule, reason, find }) =>
    find(calls, from).map(({ at, until = at, evidence }) => ({
      rule,
      reason,
      at: new Date(at),
      until: new Date(until),
      evidence,
    })),
  ).sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** A failed sign-in may be that of another person. */
const isOwn = ({ isFailedSignIn }: SecurityCall): boolean => !isFailedSignIn;

function firstSeen(property: 'country' | 'network' | 'device'): SecurityRule['find'] {
  return (calls, from) =>
    seenValues(calls.filter(isOwn), property, from)
      .filter(({ is_new }) => is_new)
      .map(({ value, first, first_seen }) => ({
        at: first_seen.getTime(),
        evidence: { records: [first], values: { [property]: value } },
      }));
}

/** A burst ends with a pause of `withinMs`, so that a long one is reported once. */
function bursts({ least, withinMs, isMeant }: Burst & { isMeant(call: SecurityCall): boolean }): SecurityRule['find'] {
  return (calls, from) => {
    const groups: SecurityCall[][] = [];
    for (const call of calls) {
      if (call.time < from || !isMeant(call)) continue;
      const group = groups.at(-1);
      if (group && call.time - group.at(-1)!.time <= withinMs) group.push(call);
      else groups.push([call]);
    }
    return groups
      .filter((group) => group.some((call, i) => i >= least - 1 && call.time - group[i - least + 1]!.time <= withinMs))
      .map((group) => ({
        at: group[0]!.time,
        until: group.at(-1)!.time,
        evidence: {
          records: group.slice(0, MAX_EVIDENCE).map(({ id }) => id),
          values: {
            calls: group.length,
            seconds: Math.round((group.at(-1)!.time - group[0]!.time) / 1_000),
            ...(group[0]!.attempted !== null && { attempted: group[0]!.attempted }),
          },
        },
      }));
  };
}

function travels({ leastKm, leastKmPerHour }: { leastKm: number; leastKmPerHour: number }): SecurityRule['find'] {
  return (calls, from) => {
    const found: Finding[] = [];
    let last: SecurityCall | undefined;
    for (const call of calls) {
      if (call.country === null || !isOwn(call)) continue;
      const before = last;
      last = call;
      if (!before || before.country === call.country || call.time < from) continue;
      const km = countryDistance(before.country!, call.country) ?? 0;
      const hours = (call.time - before.time) / HOUR_MS;
      if (km < leastKm || km <= leastKmPerHour * hours) continue;
      found.push({
        at: call.time,
        evidence: {
          records: [before.id, call.id],
          values: { from: before.country!, to: call.country, km, minutes: Math.round(hours * 60) },
        },
      });
    }
    return found;
  };
}
