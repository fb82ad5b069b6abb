import { Types } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';
import { eventRecord } from '../record/event-record.js';
import { ACTIVITY_REMOVED, TRACKER_NAMESPACE } from '../record/tracker-records.js';
import { SeqRanges, type StoredRange } from './seq-ranges.js';

/** Why records were removed on purpose. @publicApi */
export type RemovalCause = 'erasure' | 'retention' | 'archive';

/** `body` of a record `activity.removed`. @publicApi */
export interface RemovedBody {
  /** The life whose records were removed. */
  instance: Types.ObjectId;
  reason: RemovalCause;
  count: number;
  /** Lowest and highest number among them. */
  first: number;
  last: number;
  ranges: StoredRange[];
  /** `true` if the records were in no chain (`integrity.chain`), so that they prove nothing about one. */
  unlinked?: true;
}

/** Ranges in one record: about 15 kB. */
const MOST_RANGES = 1_000;

/**
 * Collects records that are about to be removed, and makes the records that tell of it. Store these before the removal:
 * a removal that is interrupted then leaves no unexplained hole. Records without `instance` and `seq` need none.
 */
export class Removal {
  private readonly lives = new Map<string, SeqRanges[]>();

  constructor(
    private readonly reason: RemovalCause,
    private readonly isLinked = true,
  ) {}

  /** Adds a record; none twice. */
  add({ instance, seq }: Pick<ActivityLog, 'instance' | 'seq'>): void {
    if (instance === undefined || seq === undefined) return;
    const key = String(instance);
    let all = this.lives.get(key);
    if (!all) this.lives.set(key, (all = []));
    let ranges = all.at(-1);
    if (!ranges || ranges.length >= MOST_RANGES) all.push((ranges = new SeqRanges(Infinity)));
    ranges.add(seq);
  }

  /** The records that tell of the removal; the removal is then empty. */
  take(at = new Date()): ActivityLog[] {
    const records = [...this.lives].flatMap(([instance, all]) =>
      all.map((ranges) => removedRecord(new Types.ObjectId(instance), this.reason, ranges, at, this.isLinked)),
    );
    this.lives.clear();
    return records;
  }
}

function removedRecord(
  instance: Types.ObjectId,
  reason: RemovalCause,
  ranges: SeqRanges,
  at: Date,
  isLinked: boolean,
): ActivityLog {
  const { count } = ranges;
  const body: RemovedBody = {
    instance,
    reason,
    count,
    first: ranges.first!,
    last: ranges.last!,
    ranges: ranges.toStored(),
    ...(!isLinked && { unlinked: true }),
  };
  return eventRecord({ url_name: ACTIVITY_REMOVED, namespace: TRACKER_NAMESPACE, body, created_time: at });
}
