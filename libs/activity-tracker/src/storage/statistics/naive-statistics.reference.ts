import type { ActivityLog } from '../../record/activity-log.js';
import { deviceOf } from '../tally/device.js';
import type { Dimension } from '../tally/dimension.js';
import type { StatisticsResult } from '../port/statistics.js';
import type { Tallies, Tally } from '../tally/tally.js';

export interface PlainTally {
  classes: number[];
  microseconds: number;
  last: number;
  users?: number;
  p50?: number | null;
  countries?: string[];
  devices?: string[];
}

export type PlainTallies = Record<string, PlainTally>;

const plainTally = (tally: Tally, isUser: boolean): PlainTally => ({
  classes: tally.classes,
  microseconds: tally.microseconds,
  last: tally.last,
  ...(isUser
    ? { countries: tally.countries, devices: tally.devices }
    : { users: tally.users?.count ?? 0, p50: rounded(tally.durations?.percentile(0.5)) }),
});

export function plain(tallies: Tallies): PlainTallies {
  const rows = [...tallies.values()].filter(({ calls }) => calls > 0);
  return Object.fromEntries(
    rows.map((tally) => [nameOf(tally.value), plainTally(tally, tallies.dimension === 'user')] as const).sort(byName),
  );
}

export const plainAnswer = (answer: StatisticsResult): { slots: PlainTallies[]; missing: unknown[] } => ({
  slots: answer.slots.map(plain),
  missing: answer.missing,
});

export function naively(records: readonly ActivityLog[], by: Dimension, from: Date, to: Date): PlainTallies {
  const groups = new Map<string, ActivityLog[]>();
  for (const record of records) {
    if (record.created_time < from || record.created_time >= to) continue;
    const name = nameOf(VALUES[by](record));
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  return Object.fromEntries([...groups].map(([name, some]) => [name, naiveTally(some, by)] as const).sort(byName));
}

const VALUES: Record<Dimension, (record: ActivityLog) => unknown> = {
  all: () => null,
  route: ({ namespace, url_name, method, route }) => ({ namespace, url_name, method, route }),
  user: ({ user_id }) => user_id,
  status: ({ status_code }) => status_code,
  country: ({ country }) => country,
  method: ({ method }) => method,
  outcome: ({ outcome }) => outcome,
};

function naiveTally(records: ActivityLog[], by: Dimension): PlainTally {
  const classes = [0, 0, 0, 0, 0, 0];
  for (const { status_code } of records) classes[Math.floor((status_code ?? 0) / 100)]!++;
  const sorted = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))].sort();
  // Those of anonymous calls tell nothing of a person.
  const origins = records.filter(({ user_id }) => user_id !== null);
  const durations = records.map(({ execution_time }) => execution_time * 1_000).sort((a, b) => a - b);
  return {
    classes,
    microseconds: records.reduce((sum, { execution_time }) => sum + Math.round(execution_time * 1_000_000), 0),
    last: Math.max(...records.map(({ created_time }) => created_time.getTime())),
    ...(by === 'user'
      ? {
          countries: sorted(origins.map(({ country }) => country)),
          devices: sorted(origins.map(({ headers }) => deviceOf(headers['user-agent']))),
        }
      : {
          users: new Set(records.flatMap(({ user_id }) => (user_id === null ? [] : [String(user_id)]))).size,
          p50: rounded(durations[Math.ceil(durations.length / 2) - 1]),
        }),
  };
}

/** Steps of a factor of 1.17: durations of a test lie in the middle of one, further apart than a histogram errs. */
const rounded = (milliseconds: number | null | undefined): number | null =>
  milliseconds ? Math.round(Math.log(milliseconds) / Math.log(10)) : null;

const nameOf = (value: unknown): string =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : `${String(value)}${value === null ? '!' : ''}`;

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
