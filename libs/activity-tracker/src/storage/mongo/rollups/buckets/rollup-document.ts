import { mongo } from 'mongoose';
import {
  type CountedRoute,
  type Dimension,
  type DimensionValue,
  isOtherType,
  type OtherType,
} from '../../../tally/dimension.js';
import type { RouteOrigin, Tallies, Tally } from '../../../tally/tally.js';
import { DistinctUsers } from '../../../tally/distinct-users.js';
import { DurationHistogram } from '../../../tally/duration-histogram.js';
import type { Level } from './buckets.js';

/**
 * A question about one user or handler reads one of these parts, and a day of two million users fits.
 * Never change the numbers: stored documents depend on them.
 */
const PARTS: Partial<Record<Dimension, Partial<Record<Level, number>>>> = {
  user: { hour: 16, day: 16 },
  route: { hour: 16, day: 16 },
};
const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

export interface RollupId {
  dimension: Dimension;
  level: Level;
  start: Date;
  part: number;
}

/** Columns: the n-th entry of each belongs to the n-th value. Thousands of rows as documents would take seconds to read. */
export interface RollupDocument {
  _id: RollupId;
  /** Server time before the records were read: a later count is never replaced by an earlier one. */
  counted_at: Date;
  value: DimensionValue[];
  calls: Partial<Record<(typeof CLASSES)[number], number[]>>;
  microseconds: number[];
  last: number[];
  durations?: mongo.Binary[];
  users?: mongo.Binary[];
  origin?: number[];
  origins?: RouteOrigin[];
}

export const partsOf = (dimension: Dimension, level: Level): number => PARTS[dimension]?.[level] ?? 1;

/** The part that holds a value. Routes are split by handler name. */
export function partOf(
  value: Pick<CountedRoute, 'url_name'> | OtherType | string | number | null,
  parts: number,
): number {
  if (parts === 1 || isOtherType(value)) return 0;
  const name = value !== null && typeof value === 'object' ? value.url_name : value;
  if (isOtherType(name)) return 0;
  // FNV-1a: a simple hash with good distribution.
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(String(name))) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % parts;
}

export function toDocuments(tallies: Tallies, level: Level, start: Date, countedAt: Date): RollupDocument[] {
  const { dimension } = tallies;
  const parts = Array.from({ length: partsOf(dimension, level) }, (): Tally[] => []);
  for (const tally of tallies.values()) parts[partOf(tally.value, parts.length)]!.push(tally);
  return parts.map((rows, part) => ({
    _id: { dimension, level, start, part },
    counted_at: countedAt,
    value: rows.map(({ value }) => value),
    calls: callsOf(rows),
    microseconds: rows.map(({ microseconds }) => microseconds),
    last: rows.map(({ last }) => last),
    ...(dimension === 'user'
      ? originsOf(rows)
      : {
          durations: rows.map(({ durations = new DurationHistogram() }) => durations.toBinary()),
          users: rows.map(({ users = new DistinctUsers() }) => users.toBinary()),
        }),
  }));
}

export function addDocument(document: Partial<RollupDocument>, tallies: Tallies): void {
  const { value = [], calls = {}, microseconds, last, durations, users, origin, origins } = document;
  const columns = CLASSES.map((name) => calls[name]);
  value.forEach((each, row) => {
    const tally = tallies.of(each);
    columns.forEach((column, i) => {
      if (column) tally.classes[i]! += column[row]!;
    });
    tally.microseconds += microseconds?.[row] ?? 0;
    tally.last = Math.max(tally.last, last?.[row] ?? 0);
    if (durations) (tally.durations ??= new DurationHistogram()).addBinary(durations[row]!);
    if (users) (tally.users ??= new DistinctUsers()).addBinary(users[row]!);
    if (origin && origins) tally.addOrigin(origins[origin[row]!]!);
  });
}

function callsOf(rows: readonly Tally[]): RollupDocument['calls'] {
  return Object.fromEntries(
    CLASSES.flatMap((name, i) =>
      rows.some(({ classes }) => classes[i] !== 0) ? [[name, rows.map(({ classes }) => classes[i]!)]] : [],
    ),
  );
}

function originsOf(rows: readonly Tally[]): { origin: number[]; origins: RouteOrigin[] } {
  const origins: RouteOrigin[] = [];
  const known = new Map<string, number>();
  const origin = rows.map(({ countries, devices }) => {
    const one = { countries, devices };
    const key = JSON.stringify(one);
    let index = known.get(key);
    if (index === undefined) known.set(key, (index = origins.push(one) - 1));
    return index;
  });
  return { origin, origins };
}
