import type { mongo } from 'mongoose';
import { StoreMisconfiguredError } from '../../port/activity-store.js';
import { collisionOf, relatedNames } from './collection-names.js';
import { codeOf, isUnknownCommand, NOT_AUTHORIZED } from '../errors/error-codes.js';

export type Collection = mongo.Collection;

/** Longest that the look for a shard key may take in the server. */
const LOOK_MAX_TIME_MS = 2_000;

/**
 * Refuses a target on which a replayed record would be stored twice or not at all, or that drops records by itself.
 * @throws StoreMisconfiguredError for whatever is no plain collection, a database whose name is taken in other letters, or a
 *   collection that another tracker uses
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
      `The database "${db.databaseName}" cannot be created: "${likeNamed}" exists, and MongoDB takes no two names that ` +
        'differ only by case. Write mongo.dbName as the existing database is written.',
    );
  }
  const existing = await describeCollections(db, collectionName, warn);
  const fault = faultOf(existing.get(collectionName));
  if (fault !== undefined) {
    throw new StoreMisconfiguredError(
      `"${collectionName}" is ${fault}. Set mongo.collectionName to an ordinary collection.`,
    );
  }
  const collision = collisionOf(collectionName, new Set(existing.keys()));
  if (collision !== undefined) throw new StoreMisconfiguredError(collision);
  const key = await shardKeyOf(db, collectionName);
  if (key !== undefined && Object.keys(key).join() !== '_id') {
    warn(
      `The collection "${collectionName}" is sharded by ${JSON.stringify(key)}, and MongoDB keeps _id unique on each shard alone: a ` +
        'batch that is sent again is stored once only while the same shard owns its keys. Let the balancer move chunks when little is written.',
    );
  }
}

/** Undefined where there is none, and where the server does not tell this user: the first insert says so then. */
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

/** Undefined where nothing is sharded, and where nobody tells: a note is not worth a boot that fails. */
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

/** Why it is no plain collection. */
function faultOf({ type = 'collection', options }: Partial<mongo.CollectionInfo> = {}): string | undefined {
  if (type === 'view') return 'a view, which cannot be written';
  if (type === 'timeseries') {
    return 'a time-series collection, where _id is not unique: a repeated write would store records twice';
  }
  if (type !== 'collection') return `of the type "${type}", in which records are not known to be safe`;
  if (options?.['capped'])
    return 'capped: MongoDB itself drops the oldest records when it is full, and erasing is refused';
  return undefined;
}

function weaknessOf(chosen: mongo.WriteConcern | undefined): string | undefined {
  if (chosen?.w === 0) {
    return (
      'The connection asks for w: 0, by which no write is confirmed and a loss would pass for success. The tracker writes ' +
      'with w: "majority" all the same. Leave w out, or set w=majority.'
    );
  }
  if (chosen?.w === 1) {
    return (
      'The connection asks for w: 1, so records are confirmed by one server: in a replica set a failover can roll them back. ' +
      'Leave w out, or set w=majority.'
    );
  }
  return undefined;
}

/** The collection and those with related names, by name. */
async function describeCollections(
  db: mongo.Db,
  collectionName: string,
  warn: (message: string) => void,
): Promise<Map<string, Partial<mongo.CollectionInfo>>> {
  try {
    const found = await db
      .listCollections({ name: { $in: [collectionName, ...relatedNames(collectionName)] } })
      .toArray();
    return new Map(found.map((each) => [each.name, each]));
  } catch (error) {
    const code = codeOf(error);
    const unknown =
      code === NOT_AUTHORIZED ? 'No right to list' : isUnknownCommand(code) ? 'The server does not list' : undefined;
    if (unknown === undefined) throw error;
    warn(
      `${unknown} collections: "${collectionName}" could not be checked. Make sure it is an ordinary collection, ` +
        'neither a view nor time-series nor capped, and used by no other tracker.',
    );
    return new Map();
  }
}
