import { RecordStatistics } from '../../statistics/record-statistics.js';
import { slotAt } from '../../statistics/slots.js';
import type { Dimension } from '../../tally/dimension.js';
import type {
  ActivityStatistics,
  DimensionFilter,
  Span,
  StatisticsResult,
  StatisticsQuery,
} from '../../port/statistics.js';
import { Tallies } from '../../tally/tally.js';
import { LENGTH, type Level, bucketStart } from './buckets/buckets.js';
import { type Cover, cover, PendingBuckets } from './coverage/cover.js';
import { type Coverage, readCoverage } from './coverage/coverage.js';
import {
  idRange,
  type Mark,
  markRange,
  type RollupCollections,
  SERVER_TIME,
  type ServerTime,
  type WithCollections,
} from './rollup-collections.js';
import { decodedIn } from '../read/stream.js';
import { addDocument, partOf, partsOf, type RollupDocument } from './buckets/rollup-document.js';
import { DAY_MS } from '../../../common/time.js';

const MAX_TIME_MS = 5_000;
const MARKS_LOOKED_AT = 2_000;
const MARK_LEVELS = ['minute', 'hour', 'day'] as const;

export interface ReaderOptions {
  run: WithCollections;
  records: RecordStatistics;
  retentionDays: number | undefined;
  serverTime?: ServerTime;
}

export class RollupReader implements ActivityStatistics {
  constructor(private readonly options: ReaderOptions) {}

  async query(query: StatisticsQuery): Promise<StatisticsResult> {
    const dimension = dimensionOf(query);
    const found = dimension && (await this.fromRollups(query, dimension));
    if (!found) return this.options.records.query(query);
    const { slots, records } = found;
    const missing = await this.options.records.count(records, { ...query, by: dimension, filter: undefined }, slots);
    return { slots: slots.map((tallies) => narrowed(tallies, query)), missing };
  }

  private fromRollups(
    query: StatisticsQuery,
    dimension: Dimension,
  ): Promise<{ slots: Tallies[]; records: Cover['records'] } | undefined> {
    return this.options.run('reading statistics', MAX_TIME_MS, async (collections) => {
      const coverage = await readCoverage(collections, this.options.serverTime ?? SERVER_TIME);
      if (!coverage) return undefined;
      const edges = query.edges.map((edge) => Math.max(edge.getTime(), this.oldest(coverage)));
      // Read marks before buckets: an unmarked bucket cannot be replaced before the next mark settles.
      const { waiting, from } = await this.waiting(collections, edges, coverage);
      const { buckets, records } = cover(edges, dimension, waiting, { ...coverage, from });
      const slots = query.edges.slice(1).map(() => new Tallies(dimension));
      await this.read(collections, buckets, query, slots);
      return { slots, records };
    });
  }

  private oldest({ now }: Coverage): number {
    const { retentionDays } = this.options;
    return retentionDays === undefined ? -Infinity : now.getTime() - retentionDays * DAY_MS;
  }

  /** With more marks than can be read, everything before the oldest one read counts as pending. */
  private async waiting({ marks }: RollupCollections, edges: number[], coverage: Coverage) {
    // From the start of the hour: earlier quarters of a marked hour are pending with it.
    const [first, last] = [new Date(bucketStart('hour', edges[0]!)), new Date(edges.at(-1)!)];
    let { from } = coverage;
    const found: Pick<Mark, '_id'>[] = [];
    for (const level of MARK_LEVELS) {
      const some = await marks
        .find(
          { _id: markRange(level, first, last) },
          { projection: { _id: 1 }, sort: { _id: -1 }, limit: MARKS_LOOKED_AT, maxTimeMS: MAX_TIME_MS },
        )
        .toArray();
      found.push(...some);
      if (some.length < MARKS_LOOKED_AT) continue;
      const known = bucketStart('day', some.at(-1)!._id.start.getTime()) + DAY_MS;
      if (known > from.getTime()) from = new Date(known);
    }
    return { waiting: new PendingBuckets(found), from };
  }

  private async read(
    { rollups }: RollupCollections,
    buckets: ReadonlyMap<Level, Cover['records']>,
    { edges, only, durations = false, users = false }: StatisticsQuery,
    slots: Tallies[],
  ): Promise<void> {
    const { dimension } = slots[0]!;
    const ranges = [...buckets].flatMap(([level, spans]) =>
      spans.map((span) => ({
        _id: only?.among ? idsWithin(span, level, only) : idRange(dimension, level, span.from, span.to),
      })),
    );
    if (ranges.length === 0) return;
    const projection = { counted_at: 0, ...(!durations && { durations: 0 }), ...(!users && { users: 0 }) };
    const documents = decodedIn<Partial<RollupDocument> & Pick<RollupDocument, '_id'>>(
      rollups.find({ $or: ranges }, { projection, maxTimeMS: MAX_TIME_MS, batchSize: 1_000, raw: true }),
    );
    for await (const document of documents) {
      addDocument(document, slots[slotAt(edges, document._id.start.getTime())]!);
    }
  }
}

function idsWithin({ from, to }: Span, level: Level, { dimension, among = [] }: DimensionFilter) {
  const parts = [...new Set(among.map((value) => partOf(value, partsOf(dimension, level))))];
  const ids: RollupDocument['_id'][] = [];
  for (let start = from.getTime(); start < to.getTime(); start += LENGTH[level]) {
    for (const part of parts) ids.push({ dimension, level, start: new Date(start), part });
  }
  return { $in: ids };
}

function dimensionOf({ by, filter, only, durations }: StatisticsQuery): Dimension | undefined {
  if (!only) return filter ? undefined : by;
  if (by !== 'all' && by !== only.dimension) return undefined;
  // Users keep no durations.
  return only.dimension === 'user' && durations ? undefined : only.dimension;
}

function narrowed(tallies: Tallies, { by, only }: StatisticsQuery): Tallies {
  if (!only) return tallies;
  const narrow = new Tallies(by);
  for (const tally of tallies.values()) {
    if (only.includes(tally.value)) narrow.of(by === 'all' ? null : tally.value).merge(tally);
  }
  return narrow;
}
