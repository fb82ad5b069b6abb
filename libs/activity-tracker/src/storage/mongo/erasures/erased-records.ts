import { EncodedRecord } from '../../../bson/encoded-record.js';
import { ERASED } from '../../../record/erased.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { Removal } from '../../../sequence/removed-records.js';
import type { RecordSeals } from '../../port/record-seals.js';
import type { MongoErasureOrders } from './mongo-erasure-orders.js';

export interface Sifted {
  /** The records to store. */
  readonly kept: readonly ActivityLog[];
  /** They tell which numbers are missing from the log because of that. */
  readonly notes: readonly ActivityLog[];
  /** Number of records that are not to be stored. */
  readonly erased: number;
}

/** Takes records of erased persons out of what is to be stored. */
export async function sift(
  records: readonly ActivityLog[],
  orders: MongoErasureOrders,
  seals: RecordSeals | undefined,
): Promise<Sifted> {
  const { known } = orders;
  await orders.knowFor(records.reduce((oldest, { created_time }) => Math.min(oldest, Number(created_time)), Infinity));
  if (!records.some(({ created_time }) => known.mayCover(created_time))) return { kept: records, notes: [], erased: 0 };
  const kept: ActivityLog[] = [];
  const linked = new Removal('erasure');
  const unlinked = new Removal('erasure', false);
  for (const record of records) {
    const plain = known.mayCover(record.created_time) ? plainOf(record) : undefined;
    if (plain && known.isErased(plain)) (plain.chain === undefined ? unlinked : linked).add(plain);
    else if (plain && known.isActorErased(plain)) kept.push(withoutActor(plain, seals));
    else kept.push(record);
  }
  const notes = [...linked.take(), ...unlinked.take()].map((note) => seals?.note(note) ?? note);
  return { kept, notes, erased: records.length - kept.length };
}

function withoutActor(record: ActivityLog, seals: RecordSeals | undefined): ActivityLog {
  const erased = { ...record, actor_id: ERASED };
  return seals?.change(record, erased) ?? erased;
}

/** `undefined` for what is no record: the store rejects it. */
function plainOf(record: ActivityLog): ActivityLog | undefined {
  try {
    return record instanceof EncodedRecord ? (record as EncodedRecord).toBSON() : record;
  } catch {
    return undefined;
  }
}
