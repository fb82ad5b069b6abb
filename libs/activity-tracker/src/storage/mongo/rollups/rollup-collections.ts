import type { mongo } from 'mongoose';
import type { Dimension } from '../../tally/dimension.js';
import { companionOf } from '../connection/collection-names.js';
import type { Level } from './buckets/buckets.js';
import type { RollupDocument } from './buckets/rollup-document.js';

/** Says that a bucket has to be counted anew. */
export interface Mark {
  _id: { level: 'minute' | 'hour' | 'day'; start: Date };
  /** When it was set last, by the server's clock. */
  at: Date;
}

/** What holds for the roll-ups as a whole. */
export interface RollupState {
  _id: 'coverage' | 'lease';
  /** Of `coverage`: everything from here on is either rolled up or marked. */
  from?: Date;
  /** Of `coverage`: from here on every minute that has records is counted; an hour before is counted from the records. */
  minutes_from?: Date;
  /** Of `lease`. */
  owner?: string;
  until?: Date;
}

export interface RollupCollections {
  records: mongo.Collection;
  rollups: mongo.Collection<RollupDocument>;
  marks: mongo.Collection<Mark>;
  state: mongo.Collection<RollupState>;
}

/** The collections that stand beside the records. */
export function rollupCollections(db: mongo.Db, collectionName: string): RollupCollections {
  // Whatever the connection string says: a secondary may not have what was just written.
  const options = { readPreference: 'primary' } as const;
  return {
    records: db.collection(collectionName, options),
    rollups: db.collection(companionOf(collectionName, 'rollups'), options),
    marks: db.collection(companionOf(collectionName, 'rollupMarks'), options),
    state: db.collection(companionOf(collectionName, 'rollupState'), options),
  };
}

/** Runs a piece of work on the collections, within a time; rejects with a StoreUnavailableError. */
export type WithCollections = <T>(
  doing: string,
  deadlineMs: number,
  work: (collections: RollupCollections) => Promise<T>,
) => Promise<T>;

/** The server's time, as an expression; a test gives a date in its place. */
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
