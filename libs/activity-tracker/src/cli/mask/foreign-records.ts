import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { NOT_OWN } from '../../record/own-record.js';
import { confirmed } from '../../storage/mongo/write/insert-command.js';
import { type MongoLink, ownLink } from '../../storage/mongo/connection/mongo-link.js';
import { hasReorderedKeys } from '../../storage/reordered-keys.js';

/** Server time of one read, which may pass millions of records of this tracker. Milliseconds. */
const READ_MS = 3_600_000;
const WRITE_MS = 60_000;
/** The server sends fewer if they are large: at most 16 MB. */
const RECORDS_A_READ = 500;

/** A record of another writer, as read and with the types in which it is stored. */
export interface ForeignRecord {
  readonly record: ActivityLog;
  /** Numbers keep their types of BSON. */
  readonly exact: Readonly<Record<string, unknown>>;
  /** JavaScript has its keys in another order: it cannot be compared with what is stored. */
  readonly isReordered: boolean;
}

/** Selects the records of a time range, after an id. */
export interface ForeignRange {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly after: { readonly id: unknown } | undefined;
}

export interface FieldChange {
  readonly from: unknown;
  readonly to: unknown;
}

export interface Rewrite {
  readonly read: ForeignRecord;
  readonly changes: Readonly<Record<string, FieldChange>>;
}

/** The records of a collection that another writer stored. Those under a chain are this tracker's. */
export class ForeignRecords {
  private readonly link: MongoLink;

  constructor(
    uri: string,
    dbName: string | undefined,
    private readonly collectionName: string,
  ) {
    this.link = ownLink(uri, dbName);
  }

  async target(): Promise<string> {
    const { dbName, collectionName } = await this.collection();
    return `${dbName}.${collectionName}`;
  }

  /** In the order of `_id`, a few megabytes at a time; no cursor stays open while the caller works for long. */
  async *batches({ from, to, after }: ForeignRange): AsyncGenerator<ForeignRecord[], void, undefined> {
    const collection = await this.collection();
    const times = from || to ? { created_time: { ...(from && { $gte: from }), ...(to && { $lt: to }) } } : {};
    let last = after;
    for (;;) {
      const cursor = collection.find({ $and: [NOT_OWN, times] }, { raw: true, maxTimeMS: READ_MS });
      cursor.hint({ _id: 1 }).sort({ _id: 1 }).limit(RECORDS_A_READ);
      // Unlike `$gt`, it passes from ids of one type to those of the next.
      if (last) cursor.min({ _id: last.id });
      let count = 0;
      for await (const documents of rawBatches(cursor)) {
        const records = documents.map(decoded);
        count += records.length;
        const isRepeated = last !== undefined && isSameId(records[0]!.exact['_id'], last.id);
        last = { id: records.at(-1)!.exact['_id'] };
        if (!isRepeated || records.length > 1) yield isRepeated ? records.slice(1) : records;
      }
      if (count < RECORDS_A_READ) return;
    }
  }

  async byIds(ids: readonly unknown[]): Promise<ForeignRecord[]> {
    const collection = await this.collection();
    const cursor = collection.find({ _id: { $in: [...ids] as never[] } }, { raw: true, maxTimeMS: WRITE_MS });
    const found: ForeignRecord[] = [];
    for await (const documents of rawBatches(cursor)) found.push(...documents.map(decoded));
    return found;
  }

  /** Changes only records whose fields are as they were read. @returns the number of those that were changed */
  async rewrite(rewrites: readonly Rewrite[]): Promise<number> {
    const collection = await this.collection();
    const operations = rewrites.map(({ read, changes }) => ({
      updateOne: {
        filter: {
          _id: read.exact['_id'] as never,
          $expr: {
            $and: Object.entries(changes).map(([field, { from }]) => ({ $eq: [`$${field}`, { $literal: from }] })),
          },
        },
        update: { $set: Object.fromEntries(Object.entries(changes).map(([field, { to }]) => [field, to])) },
      },
    }));
    const writeConcern = confirmed(collection.writeConcern, WRITE_MS);
    try {
      return (await collection.bulkWrite(operations, { ordered: false, writeConcern })).modifiedCount;
    } catch (error) {
      if (error instanceof mongo.MongoBulkWriteError && isOfRecords(error)) return error.result.modifiedCount;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private async collection(): Promise<mongo.Collection> {
    await this.link.connect();
    const { db } = this.link.connection;
    return db!.collection(this.collectionName, { readPreference: 'primary', ignoreUndefined: false });
  }
}

/** Errors of single records, such as one that is too large by its masks: the caller reads what is left. */
const isOfRecords = ({ result }: mongo.MongoBulkWriteError): boolean =>
  result.hasWriteErrors() && result.getWriteConcernError() === undefined;

/** What the server sent at once. */
async function* rawBatches(cursor: mongo.FindCursor): AsyncGenerator<Uint8Array[], void, undefined> {
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close().catch(() => {});
  }
}

function decoded(bytes: Uint8Array): ForeignRecord {
  return {
    record: mongo.BSON.deserialize(bytes) as ActivityLog,
    exact: mongo.BSON.deserialize(bytes, { promoteValues: false, bsonRegExp: true }),
    isReordered: hasReorderedKeys(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  };
}

const isSameId = (one: unknown, other: unknown): boolean =>
  mongo.BSON.EJSON.stringify([one], { relaxed: false }) === mongo.BSON.EJSON.stringify([other], { relaxed: false });
