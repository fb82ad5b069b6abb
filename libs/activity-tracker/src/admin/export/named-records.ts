import type { ActivityLog } from '../../record/activity-log.js';
import { userIdOf } from '../../storage/stored-user.js';
import type { UserDescription } from '../people/user-description.js';

/** Fields of a file with names; a record's own fields of these names are replaced, which could tell other names. */
export const LABEL_FIELDS = { user_id: 'user_label', actor_id: 'actor_label' } as const;

/** Set where the application did not tell whether it has a name. */
const UNANSWERED = 'names_unavailable';

/** Few, because each may have large bodies. */
const BATCH = 50;

interface Describer {
  describe(ids: Iterable<unknown>): Promise<Record<string, UserDescription>>;
  isUnanswered(ids: Iterable<unknown>): boolean;
}

/** Adds how the application calls each person: `null` for those that it does not name, with a mark where it did not answer. */
export async function* namedRecords(
  records: AsyncIterable<ActivityLog>,
  names: Describer,
): AsyncGenerator<ActivityLog, void, undefined> {
  let batch: ActivityLog[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield* await named(batch, names);
    batch = [];
  }
  yield* await named(batch, names);
}

async function named(records: readonly ActivityLog[], names: Describer): Promise<ActivityLog[]> {
  const users = await names.describe(records.flatMap(({ user_id, actor_id }) => [user_id, actor_id]));
  const labelOf = (id: unknown): string | null => {
    const key = String(userIdOf(id));
    return Object.hasOwn(users, key) ? users[key]!.label : null;
  };
  return records.map((record) => ({
    ...record,
    [LABEL_FIELDS.user_id]: labelOf(record.user_id),
    [LABEL_FIELDS.actor_id]: labelOf(record.actor_id),
    ...(names.isUnanswered([record.user_id, record.actor_id]) && { [UNANSWERED]: true }),
  }));
}
