import type { mongo } from 'mongoose';
import type { Dimension } from '../../tally/dimension.js';
import { companionOf } from '../connection/collection-names.js';
import type { Level } from './buckets/buckets.js';
import type { RollupDocument } from './buckets/rollup-document.js';

export interface Mark {
  _id: { level: 'minute' | 'hour' | 'day'; start: Date };
  at: Date;
}

export interface RollupState {
  _id: 'coverage' | 'lease';
  /** In `coverage`: from here on every minute is rolled up or marked. */
  from?: Date;
  /** In `coverage`: from here on every minute with records is counted; earlier hours are counted from the records. */
  minutes_from?: Date;
  owner?: string;
  until?: Date;
}

export interface RollupCollections {
  records: mongo.Collection;
  rollups: mongo.Collection<RollupDocument>;
  marks: mongo.Collection<Mark>;
  state: mongo.Collection<RollupState>;
}

export function rollupCollections(db: mongo.Db, collectionName: string): RollupCollections {
  // Overrides the connection string: a secondary may lack the latest writes.
  const options = { readPreference: 'primary' } as const;
  return {
    records: db.collection(collectionName, options),
    rollups: db.collection(companionOf(collectionName, 'rollups'), options),
    marks: db.collection(companionOf(collectionName, 'rollupMarks'), options),
    state: db.collection(companionOf(collectionName, 'rollupState'), options),
  };
}

export type WithCollections = <T>(
  doing: string,
  deadlineMs: number,
  work: (collections: RollupCollections) => Promise<T>,
) => Promise<T>;

export type ServerTime = () => Date | '$$NOW';

export const SERVER_TIME: ServerTime = () => '$$NOW';

/** Ids of a dimension's documents in one level, from a start up to another: a range of the index on `_id`. */
export function idRange(dimension: Dimension, level: Level, from: Date, to: Date) {
  return {
    $gte: { dimension, level, start: from } as RollupDocument['_id'],
    $lt: { dimension, level, start: to } as RollupDocument['_id'],
  };
}

export function markRange(level: Mark['_id']['level'], from: Date, to: Date) {
  return { $gte: { level, start: from }, $lt: { level, start: to } };
}
