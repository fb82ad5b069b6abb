import { mongo } from 'mongoose';
import type { Dimension, DimensionValue, RouteIdentity } from '../../../tally/dimension.js';
import type { RouteOrigin, Tallies, Tally } from '../../../tally/tally.js';
import { DistinctUsers } from '../../../tally/distinct-users.js';
import { DurationHistogram } from '../../../tally/duration-histogram.js';
import type { Level } from './buckets.js';

/**
 * Documents that share the many values of a bucket, by value: what is asked of one user or handler is then read without
 * the others, and a day of two million users fits in. Never changed: what is stored lies in parts that it names.
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

/**
 * One dimension of one bucket, by columns: the n-th of each belongs to the n-th value. A column of zeros is left out.
 * By columns because thousands of rows are read for one answer, and a document for each would take seconds.
 */
export interface RollupDocument {
  _id: RollupId;
  /** The server's time before its records were read: what was read later is never replaced by what was read earlier. */
  counted_at: Date;
  value: DimensionValue[];
  calls: Partial<Record<(typeof CLASSES)[number], number[]>>;
  microseconds: number[];
  /** Milliseconds since 1970. */
  last: number[];
  durations?: mongo.Binary[];
  users?: mongo.Binary[];
  origin?: number[];
  origins?: RouteOrigin[];
}

export const partsOf = (dimension: Dimension, level: Level): number => PARTS[dimension]?.[level] ?? 1;

/** The part that holds a value. Routes go by the name of their handler. */
export function partOf(value: Pick<RouteIdentity, 'url_name'> | string | number | null, parts: number): number {
  if (parts === 1) return 0;
  const name = String(value !== null && typeof value === 'object' ? value.url_name : value);
  // FNV-1a, the plainest hash that spreads well.
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % parts;
}

/** All parts, also those without values: each takes the place of what was there. */
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

/** Adds what a document says. */
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
