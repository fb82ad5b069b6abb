import { aggregate } from 'mingo';
import { mongo } from 'mongoose';
import {
  type ActivityFilter,
  type ActivityLog,
  type ActivityStore,
  type FindOptions,
  InMemoryAuditStore,
  type InsertOutcome,
} from 'nestjs-activity-tracker/store';

const { BSON } = mongo;

/** Keeps records as BSON in a map: put your database in its place. */
export class MapStore implements ActivityStore {
  readonly audit = new InMemoryAuditStore();
  private readonly records = new Map<string, Uint8Array>();

  async open() {}

  async insert(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const outcome: InsertOutcome = { stored: 0, duplicates: 0, rejected: [] };
    for (const record of records) {
      const id = String(record._id);
      if (this.records.has(id)) {
        outcome.duplicates++; // a batch that is sent again
        continue;
      }
      try {
        this.records.set(id, BSON.serialize(record, { ignoreUndefined: true }));
        outcome.stored++;
      } catch (error) {
        outcome.rejected.push({ record, reason: String(error) });
      }
    }
    return outcome;
  }

  async find(filter: ActivityFilter, options: FindOptions = {}): Promise<ActivityLog[]> {
    const { sort = { created_time: -1, _id: -1 }, skip = 0, limit, fields } = options;
    return this.aggregate<ActivityLog>([
      { $match: filter },
      { $sort: sort },
      { $skip: skip },
      ...(limit === undefined ? [] : [{ $limit: limit }]),
      ...(fields ? [{ $project: Object.fromEntries(['_id', ...fields].map((field) => [field, 1])) }] : []),
    ]);
  }

  async count(filter: ActivityFilter, cap: number): Promise<number> {
    return Math.min(cap, (await this.find(filter)).length);
  }

  async aggregate<T>(pipeline: Record<string, unknown>[]): Promise<T[]> {
    const records = [...this.records.values()].map((bytes) => BSON.deserialize(bytes));
    return aggregate(records, pipeline, { scriptEnabled: false }) as T[];
  }

  async close() {}
}
