import type { ActivityLog } from '../../../record/activity-log.js';
import type { InsertOutcome } from '../../port/activity-store.js';
import type { CollectionAccess } from '../connection/collection-access.js';
import { WRITING } from '../errors/store-error.js';
import type { MongoStatistics } from '../rollups/mongo-statistics.js';
import { confirmed, sendInsert } from './insert-command.js';
import { outcomeOf, type InsertVerdict, verdictOf } from './insert-outcome.js';

const MAX_RECORDS_PER_COMMAND = 1_000;

/** Inserts records in commands of a bounded length, and marks what statistics have to count. */
export class RecordInsert {
  constructor(
    private readonly access: CollectionAccess,
    private readonly rollups: MongoStatistics,
  ) {}

  async insert(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const outcome: InsertOutcome = { stored: 0, duplicates: 0, rejected: [] };
    const writable: ActivityLog[] = [];
    for (const record of records) {
      if (record._id) writable.push(record);
      else outcome.rejected.push({ record, reason: 'has no _id, so a retry could store it twice' });
    }
    for (let start = 0; start < writable.length; start += MAX_RECORDS_PER_COMMAND) {
      add(outcome, await this.insertChunk(writable.slice(start, start + MAX_RECORDS_PER_COMMAND)));
    }
    return outcome;
  }

  /** Halves the batch while a single record makes the whole command fail. */
  private async insertChunk(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const { access, rollups } = this;
    const verdict = await access
      .attempt(WRITING, access.deadlineMs, async (collection) => {
        const writeConcern = confirmed(collection.writeConcern, access.deadlineMs);
        const marked = await rollups.beforeInsert(access.database(), records, writeConcern);
        const verdict = await sendInsert(collection, records, writeConcern).then(
          (reply): InsertVerdict => outcomeOf(reply, records),
          (error: unknown) => verdictOf(error, records),
        );
        void rollups.afterInsert(marked);
        access.checkIndexesWhenDue(collection);
        return verdict;
      })
      .catch((error: unknown) => {
        rollups.afterFailedInsert();
        throw error;
      });
    if (verdict !== 'split') return verdict;
    const half = records.length >> 1;
    const outcome = await this.insertChunk(records.slice(0, half));
    add(outcome, await this.insertChunk(records.slice(half)));
    return outcome;
  }
}

function add(sum: InsertOutcome, part: InsertOutcome): void {
  sum.stored += part.stored;
  sum.duplicates += part.duplicates;
  sum.rejected.push(...part.rejected);
}
