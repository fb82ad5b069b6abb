import type { mongo } from 'mongoose';
import { StoreMisconfiguredError } from '../../port/store-errors.js';
import { collisionOf, companionNames, relatedNames } from './collection-names.js';
import { codeOf, isUnknownCommand, NOT_AUTHORIZED } from '../errors/error-codes.js';

export type Collection = mongo.Collection;

const LOOK_MAX_TIME_MS = 2_000;

/**
 * A retried insert would duplicate or lose records in them, or one user would read those of another.
 * @throws StoreMisconfiguredError for a view, time series or collation, a name that differs only in case, and another
 * tracker's target
 */
export async function assertUsableTarget(
  db: mongo.Db,
  collectionName: string,
  warn: (message: string) => void,
): Promise<void> {
  const weakness = weaknessOf(db.writeConcern);
  if (weakness !== undefined) warn(weakness);
  const likeNamed = await databaseThatDiffersInCase(db);
  if (likeNamed !== undefined) {
    throw new StoreMisconfiguredError(
      `The database "${db.databaseName}" cannot be created: "${likeNamed}" exists, and MongoDB rejects names that ` +
        'differ only by case. Spell mongo.dbName like the existing database.',
    );
  }
  const existing = await describeCollections(db, collectionName, warn);
  const fault = faultOf(existing.get(collectionName));
  if (fault !== undefined) {
    throw new StoreMisconfiguredError(
      `"${collectionName}" is ${fault}. Set mongo.collectionName to an ordinary collection.`,
    );
  }
  for (const name of companionNames(collectionName)) {
    const options = existing.get(name)?.options;
    if (options?.['collation']) warn(`"${name}" has ${collationFault(options)}. Create it again without one.`);
  }
  const collision = collisionOf(collectionName, new Set(existing.keys()));
  if (collision !== undefined) throw new StoreMisconfiguredError(collision);
  const key = await shardKeyOf(db, collectionName);
  if (key !== undefined && Object.keys(key).join() !== '_id') {
    warn(
      `The collection "${collectionName}" is sharded by ${JSON.stringify(key)}, and MongoDB enforces a unique _id on each shard only: a ` +
        'retried batch is stored twice if its chunk moved in between. Run the balancer at times with few writes.',
    );
  }
}

/** Undefined without privilege to list databases: then the first insert reports the error. */
async function databaseThatDiffersInCase(db: mongo.Db): Promise<string | undefined> {
  const wanted = db.databaseName;
  try {
    const { databases } = await db.admin().command({
      listDatabases: 1,
      nameOnly: true,
      authorizedDatabases: true,
      filter: { name: { $regex: `^${wanted.replaceAll(/[^\w-]/g, '.')}$`, $options: 'i' } },
      maxTimeMS: LOOK_MAX_TIME_MS,
    });
    const names = (databases as { name: string }[]).map(({ name }) => name);
    if (names.includes(wanted)) return undefined;
    return names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  } catch {
    return undefined;
  }
}

/** Undefined if unsharded or unreadable: this note must not fail the boot. */
async function shardKeyOf(db: mongo.Db, collectionName: string): Promise<mongo.Document | undefined> {
  try {
    const { msg } = await db.command({ hello: 1, maxTimeMS: LOOK_MAX_TIME_MS });
    if (msg !== 'isdbgrid') return undefined;
    const sharded = await db.client
      .db('config')
      .collection<{ _id: string; key: mongo.Document }>('collections')
      .findOne({ _id: `${db.databaseName}.${collectionName}` }, { maxTimeMS: LOOK_MAX_TIME_MS });
    return sharded?.key;
  } catch {
    return undefined;
  }
}

function faultOf({ type = 'collection', options }: Partial<mongo.CollectionInfo> = {}): string | undefined {
  if (type === 'view') return 'a view, which cannot be written';
  if (type === 'timeseries') {
    return 'a time-series collection, where _id is not unique: a repeated write would store records twice';
  }
  if (type !== 'collection') return `of the unsupported type "${type}"`;
  if (options?.['capped']) return 'capped: MongoDB drops the oldest records when it is full, and rejects erasure';
  if (options?.['collation']) return `a collection with ${collationFault(options)}`;
  return undefined;
}

const collationFault = (options: mongo.Document): string =>
  `a default collation (${String(options['collation'].locale)}), under which MongoDB takes different user ids for the same`;

function weaknessOf(chosen: mongo.WriteConcern | undefined): string | undefined {
  if (chosen?.w === 0) {
    return (
      'The connection sets w: 0, which confirms no write and hides losses. The tracker writes ' +
      'with w: "majority" instead. Remove w, or set w=majority.'
    );
  }
  if (chosen?.w === 1) {
    return (
      'The connection sets w: 1: one server confirms records, and a failover of the replica set can roll them back. ' +
      'Remove w, or set w=majority.'
    );
  }
  return undefined;
}

async function describeCollections(
  db: mongo.Db,
  collectionName: string,
  warn: (message: string) => void,
): Promise<Map<string, Partial<mongo.CollectionInfo>>> {
  try {
    const found = await db
      .listCollections({
        name: { $in: [collectionName, ...companionNames(collectionName), ...relatedNames(collectionName)] },
      })
      .toArray();
    return new Map(found.map((each) => [each.name, each]));
  } catch (error) {
    const code = codeOf(error);
    const unknown =
      code === NOT_AUTHORIZED
        ? 'Missing privilege to list'
        : isUnknownCommand(code)
          ? 'The server does not list'
          : undefined;
    if (unknown === undefined) throw error;
    warn(
      `${unknown} collections: "${collectionName}" could not be checked. Make sure it is an ordinary collection, ` +
        'neither a view nor time-series nor capped nor with a collation, and used by no other tracker.',
    );
    return new Map();
  }
}
