import type { ActivityLog } from '../record/activity-log.js';
import { Removal, type RemovalCause } from '../sequence/removed-records.js';
import type { ActivityStore } from './port/activity-store.js';
import { StoreUnavailableError } from './port/store-errors.js';
import type { RecordState } from './port/record-seals.js';

type Noted = Pick<ActivityLog, '_id' | 'created_time' | 'user_id' | 'actor_id' | 'instance' | 'seq'>;

/**
 * Stores which numbers are about to be removed, so that verification explains them. Call it before the removal. With
 * `integrity.key` a number counts as removed only if its record is as it was recorded: who may write to the database
 * could otherwise give a record the time or the user of one that is due, and have its removal vouched for.
 * @throws StoreUnavailableError if that is not stored: nothing may be removed then
 */
export async function noteRemoval(
  store: Pick<ActivityStore, 'insert' | 'seals' | 'stream'>,
  cause: RemovalCause,
  records: readonly Noted[],
): Promise<void> {
  const linked = new Removal(cause);
  const unlinked = new Removal(cause, false);
  for await (const [state, record] of statesOf(store, records)) {
    if (state !== 'changed') (state === 'linked' ? linked : unlinked).add(record);
  }
  const notes = [...linked.take(), ...unlinked.take()].map((note) => store.seals?.note(note) ?? note);
  await storeNotes(store, notes);
}

/** @throws StoreUnavailableError if they are not stored */
export async function storeNotes(store: Pick<ActivityStore, 'insert'>, notes: readonly ActivityLog[]): Promise<void> {
  if (notes.length === 0) return;
  const { rejected } = await store.insert(notes);
  const [first] = rejected;
  if (first) throw new StoreUnavailableError(`The store rejected the record of a removal: ${first.reason}`);
}

async function* statesOf(
  store: Pick<ActivityStore, 'seals' | 'stream'>,
  records: readonly Noted[],
): AsyncGenerator<readonly [RecordState, Noted], void, undefined> {
  const numbered = new Map(records.filter(({ seq }) => seq !== undefined).map((each) => [String(each._id), each]));
  const { seals } = store;
  if (numbered.size === 0) return;
  if (!seals?.isKeyed || !store.stream) return yield* [...numbered.values()].map((each) => ['linked', each] as const);
  const filter = { _id: { $in: [...numbered.values()].map(({ _id }) => _id) } };
  for await (const record of store.stream(filter, { sort: { _id: 1 }, keepsBytes: true })) {
    // Found due by these fields: they must be the verified ones.
    if (isSame(record, numbered.get(String(record._id))!)) yield [seals.stateOf(record), record];
  }
}

const isSame = (one: Noted, other: Noted): boolean =>
  Number(one.created_time) === Number(other.created_time) &&
  String(one.user_id) === String(other.user_id) &&
  String(one.actor_id) === String(other.actor_id);
