import type { mongo } from 'mongoose';
import { type Mark, markRange, type ServerTime } from '../rollup-collections.js';
import { SETTLED_MS } from './marks.js';

export interface MarkedSpan {
  level: Mark['_id']['level'];
  from: Date;
  before: Date;
}

/** Marks that are old enough to be processed, newest first, and the time of the server at which they were. */
export async function settledMarks(
  collection: mongo.Collection<Mark>,
  { level, from, before }: MarkedSpan,
  now: ReturnType<ServerTime>,
  { limit, maxTimeMs }: { limit: number; maxTimeMs: number },
): Promise<{ marks: Mark[]; now: Date }> {
  const marks = await collection
    .aggregate<Mark & { now: Date }>(
      [
        {
          $match: {
            _id: markRange(level, from, before),
            $expr: { $lte: ['$at', { $subtract: [now, SETTLED_MS] }] },
          },
        },
        { $sort: { _id: -1 } },
        { $limit: limit },
        { $set: { now } },
      ],
      { maxTimeMS: maxTimeMs },
    )
    .toArray();
  return { marks, now: marks[0]?.now ?? new Date(0) };
}
