import { randomBytes } from 'node:crypto';
import type { mongo, Types } from 'mongoose';
import { DAY_SECONDS } from '../../../common/time.js';
import type { ActivityFilter } from '../../port/activity-filter.js';
import type { AuditEntry, AuditStore } from '../../port/audit-store.js';
import { companionOf } from '../connection/collection-names.js';
import { codeOf, DUPLICATE_KEY, NOT_AUTHORIZED } from '../errors/error-codes.js';
import { type IndexUpkeepOptions, keepIndexes } from '../indexes/index-upkeep.js';
import { type ActivityIndex, indexOf } from '../../port/indexes.js';
import { confirmed, inCommand } from '../write/insert-command.js';
import { keepInForce } from '../indexes/retention-upkeep.js';

const MAX_TIME_MS = 10_000;
const INDEX_CHECK_MS = 600_000;
const RETENTION = { index: 'audit_retention', option: 'admin.auditRetentionDays' } as const;

const INDEXES: readonly ActivityIndex[] = [
  { key: indexOf(), serves: 'the audit trail by time' },
  { key: indexOf('administrator_id'), serves: 'the acts of one administrator' },
  { key: indexOf('subject'), serves: 'who read the data of one person' },
  { key: indexOf('people'), serves: 'who asked for one of several people' },
  { key: indexOf('action'), serves: 'acts of one kind' },
  { key: { ends: 1 }, serves: 'how a stream ended', partialFilterExpression: { ends: { $exists: true } } },
];

const KEY_ID = 'pseudonym-key';
const KEY_BYTES = 32;

/** The person behind a pseudonym, or, under {@link KEY_ID}, the key that pseudonyms are made with. */
interface Subject {
  _id: string;
  user_id?: string;
  key?: string;
}

export interface MongoAuditSettings {
  collectionName: string;
  deadlineMs: number;
  run: <T>(doing: string, deadlineMs: number, work: (db: mongo.Db) => Promise<T>) => Promise<T>;
  warn: (message: string) => void;
  clock?: () => number;
}

export class MongoAuditStore implements AuditStore {
  private retentionDays: number | undefined;
  private indexesCheckedAt: number | undefined;
  private key: Promise<string> | undefined;

  constructor(private readonly settings: MongoAuditSettings) {}

  retain(days: number | undefined): void {
    this.retentionDays = days;
  }

  append(entry: AuditEntry): Promise<void> {
    return this.write('writing the audit trail', async (db, writeConcern) => {
      const entries = db.collection<AuditEntry>(this.name);
      await entries.insertOne(entry, { writeConcern, ignoreUndefined: true });
      this.checkIndexesWhenDue(entries as unknown as mongo.Collection);
    });
  }

  repeat(id: Types.ObjectId): Promise<boolean> {
    return this.write('writing the audit trail', async (db, writeConcern) => {
      const { matchedCount } = await db
        .collection<AuditEntry>(this.name)
        .updateOne({ _id: id }, { $inc: { count: 1 } }, { writeConcern });
      return matchedCount === 1;
    });
  }

  find(filter: ActivityFilter, { limit }: { limit: number }): Promise<AuditEntry[]> {
    const { deadlineMs, run } = this.settings;
    return run('reading the audit trail', deadlineMs + MAX_TIME_MS, (db) =>
      db
        // Overrides the connection string: a secondary may lack the newest entries.
        .collection(this.name, { readPreference: 'primary' })
        .find<AuditEntry>(filter, { sort: { created_time: -1, _id: -1 }, limit, maxTimeMS: MAX_TIME_MS })
        .toArray(),
    );
  }

  pseudonymKey(): Promise<string> {
    this.key ??= this.readOrMakeKey().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return this.key;
  }

  nameSubject(pseudonym: string, userId: string): Promise<void> {
    return this.write('naming a subject of the audit trail', (db, writeConcern) =>
      insertOnce(this.subjects(db), { _id: pseudonym, user_id: userId }, writeConcern),
    );
  }

  async subjectsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { deadlineMs, run } = this.settings;
    const found = await run('reading the audit trail', deadlineMs + MAX_TIME_MS, (db) =>
      this.subjects(db)
        .find({ _id: { $in: [...pseudonyms] } }, { maxTimeMS: MAX_TIME_MS })
        .toArray(),
    );
    return new Map(found.flatMap(({ _id, user_id }) => (user_id === undefined ? [] : [[_id, user_id]])));
  }

  forgetSubject(pseudonym: string): Promise<void> {
    return this.write('forgetting a subject of the audit trail', async (db, writeConcern) => {
      await this.subjects(db).deleteOne({ _id: pseudonym }, { writeConcern });
    });
  }

  /** Confirmed before use: after a failover that loses the key, its pseudonyms could not be resolved. */
  private readOrMakeKey(): Promise<string> {
    return this.write('reading the key of the audit trail', async (db, writeConcern) => {
      const subjects = this.subjects(db);
      const read = async () => (await subjects.findOne({ _id: KEY_ID }, { maxTimeMS: MAX_TIME_MS }))?.key;
      const existing = await read();
      if (existing !== undefined) return existing;
      await insertOnce(subjects, { _id: KEY_ID, key: randomBytes(KEY_BYTES).toString('hex') }, writeConcern);
      const key = await read();
      if (key === undefined) throw new Error(`the document "${KEY_ID}" of "${subjects.collectionName}" has no key`);
      return key;
    });
  }

  private get name(): string {
    return companionOf(this.settings.collectionName, 'audit');
  }

  private subjects(db: mongo.Db): mongo.Collection<Subject> {
    return db.collection<Subject>(companionOf(this.settings.collectionName, 'auditSubjects'), {
      readPreference: 'primary',
    });
  }

  private write<T>(
    doing: string,
    work: (db: mongo.Db, writeConcern: Record<string, unknown>) => Promise<T>,
  ): Promise<T> {
    const { deadlineMs, run } = this.settings;
    return run(doing, deadlineMs, (db) => {
      const concern = inCommand(confirmed(db.writeConcern, deadlineMs));
      return work(db, concern).catch((error: unknown) => {
        if (codeOf(error) === NOT_AUTHORIZED) {
          this.settings.warn(
            `Missing privilege to write "${this.name}": the admin API and the admin history respond with 503. Grant the actions "insert" ` +
              `and "update" on it, and "insert", "find" and "remove" on "${companionOf(this.settings.collectionName, 'auditSubjects')}".`,
          );
        }
        throw error;
      });
    });
  }

  private checkIndexesWhenDue(entries: mongo.Collection): void {
    const { clock = Date.now, warn } = this.settings;
    if (this.indexesCheckedAt !== undefined && clock() - this.indexesCheckedAt < INDEX_CHECK_MS) return;
    this.indexesCheckedAt = clock();
    keepIndexes(entries, {
      indexes: INDEXES,
      keepTerm: async (collection, existing, options) => {
        await keepInForce(collection, existing, options, RETENTION);
        await reportLosses(collection, existing, options);
      },
      retentionDays: this.retentionDays,
      warn,
    }).catch(() => (this.indexesCheckedAt = undefined));
  }
}

/** Entries that anything but our index deletes: the trail is to keep them. */
async function reportLosses(
  collection: mongo.Collection,
  existing: readonly mongo.IndexDescriptionInfo[],
  { retentionDays, warn }: Pick<IndexUpkeepOptions, 'retentionDays' | 'warn'>,
): Promise<void> {
  const name = collection.collectionName;
  for (const { name: index, expireAfterSeconds } of existing) {
    if (expireAfterSeconds === undefined || index === RETENTION.index) continue;
    if (retentionDays !== undefined && expireAfterSeconds >= retentionDays * DAY_SECONDS) continue;
    warn(
      `Index "${index}" of "${name}" deletes entries of the audit trail after ${expireAfterSeconds} s; ${RETENTION.option} did not create it. ` +
        `Drop the index, and set ${RETENTION.option} if entries are to expire.`,
    );
  }
  if (await collection.isCapped().catch(() => false))
    warn(
      `"${name}" is capped: MongoDB deletes the oldest entries of the audit trail when it is full. Copy them, and create the ` +
        'collection again as an ordinary one.',
    );
}

async function insertOnce(
  subjects: mongo.Collection<Subject>,
  subject: Subject,
  writeConcern: Record<string, unknown>,
): Promise<void> {
  try {
    await subjects.insertOne(subject, { writeConcern });
  } catch (error) {
    if (codeOf(error) !== DUPLICATE_KEY) throw error;
  }
}
