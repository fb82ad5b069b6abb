import type { mongo } from 'mongoose';
import { type MongoLink, ownLink } from '../connection/mongo-link.js';
import { ACTIVITY_GAP, ACTIVITY_REMOVED, TRACKER_NAMESPACE } from '../../../record/tracker-records.js';
import { indexOf } from '../../port/indexes.js';
import { withHint } from './hint.js';

/** Server time of one command. Milliseconds. */
const COMMAND_MS = 60_000;
const CURSOR_MS = 3_600_000;
const OLDEST_FIRST = { created_time: 1, _id: 1 } as const;

/** Documents of a collection as the bytes that MongoDB holds: no type changes on the way. */
export class RawRecords {
  private readonly link: MongoLink;

  constructor(
    uri: string,
    dbName: string | undefined,
    readonly collectionName: string,
  ) {
    this.link = ownLink(uri, dbName);
  }

  async target(): Promise<string> {
    const { dbName, collectionName } = await this.collection();
    return `${dbName}.${collectionName}`;
  }

  async *read(from: Date, to: Date): AsyncGenerator<Uint8Array, void, undefined> {
    const collection = await this.collection();
    const cursor = collection.find(within(from, to), { sort: OLDEST_FIRST, raw: true, maxTimeMS: CURSOR_MS });
    try {
      while (await cursor.hasNext()) yield* cursor.readBufferedDocuments() as unknown as Uint8Array[];
    } finally {
      await cursor.close().catch(() => {});
    }
  }

  /** Time of the first record at or after an instant. */
  async next(from: Date, before: Date): Promise<Date | undefined> {
    const collection = await this.collection();
    const [first] = await withHint(indexOf(), (hint) =>
      collection
        .find(within(from, before), {
          sort: OLDEST_FIRST,
          limit: 1,
          projection: { created_time: 1 },
          maxTimeMS: COMMAND_MS,
          ...hint,
        })
        .toArray(),
    );
    return first?.['created_time'] as Date | undefined;
  }

  /** Without records about the log itself. */
  async count(from: Date, to: Date): Promise<number> {
    const filter = { ...within(from, to), namespace: { $ne: TRACKER_NAMESPACE } };
    return (await this.collection()).countDocuments(filter, { maxTimeMS: COMMAND_MS });
  }

  async byIds(ids: readonly mongo.ObjectId[]): Promise<Uint8Array[]> {
    const found: Uint8Array[] = [];
    const collection = await this.collection();
    const cursor = collection.find({ _id: { $in: [...ids] } }, { raw: true, maxTimeMS: COMMAND_MS });
    while (await cursor.hasNext()) found.push(...(cursor.readBufferedDocuments() as unknown as Uint8Array[]));
    return found;
  }

  /** Records about gaps, erasures and retention of an instant or later. */
  async *explaining(from: Date): AsyncGenerator<Uint8Array, void, undefined> {
    const collection = await this.collection();
    const about = { url_name: { $in: [ACTIVITY_GAP, ACTIVITY_REMOVED] }, namespace: TRACKER_NAMESPACE };
    const filter = { ...about, 'body.reason': { $ne: 'archive' }, created_time: { $gte: from } };
    const cursor = collection.find(filter, { raw: true, maxTimeMS: CURSOR_MS });
    try {
      while (await cursor.hasNext()) yield* cursor.readBufferedDocuments() as unknown as Uint8Array[];
    } finally {
      await cursor.close().catch(() => {});
    }
  }

  /** Drops this collection, and those that belong to it. */
  async drop(): Promise<void> {
    const { db, collectionName } = await this.connected();
    const found = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of found)
      if (name === collectionName || name.startsWith(`${collectionName}_`)) await db.dropCollection(name);
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private async connected() {
    await this.link.connect();
    return { db: this.link.connection.db!, collectionName: this.collectionName };
  }

  private async collection(): Promise<mongo.Collection> {
    const { db, collectionName } = await this.connected();
    return db.collection(collectionName, { readPreference: 'primary', ignoreUndefined: false });
  }
}

/** MongoDB compares the elements of a list one by one: a list of times may be in each span. */
const within = (from: Date, to: Date) => ({ created_time: { $gte: from, $lt: to, $not: { $type: 'array' } } });
