import type { mongo } from 'mongoose';
import { withDeadline } from '../../../common/deadline.js';
import { PARKED_SECONDS } from '../holds/parked-seconds.js';
import { isWhole, listIndexes, RETENTION_KEY, secondsOf } from '../indexes/index-listing.js';
import { missingAmong } from '../indexes/index-upkeep.js';
import { StoreMisconfiguredError, StoreTimeoutError, type StoreUnavailableError } from '../../port/store-errors.js';
import { type ActivityIndex, RETENTION_INDEX, sameKey } from '../../port/indexes.js';
import { ownLink } from '../connection/mongo-link.js';
import { takesSequences } from '../write/document-sequence.js';
import { asStoreError } from '../errors/store-error.js';
import { assertUsableTarget, type Collection } from '../connection/collection-target.js';

export interface Finding {
  level: 'ok' | 'warning' | 'error';
  check: string;
  message: string;
}

export interface Inspected {
  uri: string;
  dbName?: string;
  collectionName: string;
  retentionDays?: number;
  /** Whether `storage.retention` removes records before the index does. */
  hasRules?: boolean;
}

const DEADLINE_MS = 5_000;
/** Above the offset that network latency and a synchronized clock cause. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Checks a collection as the tracker would use it. Changes nothing, never throws. */
export async function inspectMongo(target: Inspected): Promise<Finding[]> {
  const link = ownLink(target.uri, target.dbName);
  const findings: Finding[] = [];
  const steps: [string, (db: mongo.Db, collection: Collection) => Promise<Finding[]>][] = [
    ['server', (db) => server(db)],
    ['clock', (db) => clock(db)],
    ['collection', (db) => usable(db, target.collectionName)],
    ['inserts', async (_, collection) => [inserts(collection)]],
    ['indexes', (_, collection) => indexes(collection, target)],
  ];
  for (const [check, look] of steps) {
    try {
      const looked = link.connect().then(() => {
        const db = link.connection.db!;
        return look(db, db.collection(target.collectionName));
      });
      findings.push(...(await withDeadline(looked, DEADLINE_MS)));
    } catch (error) {
      const failure = asStoreError(error, 'inspecting', target);
      findings.push({ level: 'error', check, message: check === 'server' ? withRemedy(failure) : failure.message });
      if (check === 'server') break;
    }
  }
  await link.close().catch(() => {});
  return findings;
}

/** Adds the remedy for a server that cannot be reached; the message of a misconfigured store has its own. */
function withRemedy(error: StoreUnavailableError): string {
  if (error instanceof StoreMisconfiguredError || error instanceof StoreTimeoutError) return error.message;
  return `${error.message.replace(/[.\s]+$/, '')}. Start MongoDB, correct mongo.uri, or allow connections from this machine.`;
}

async function server(db: mongo.Db): Promise<Finding[]> {
  const { version } = await db.command({ buildInfo: 1, maxTimeMS: DEADLINE_MS });
  const { setName, msg } = await db.command({ hello: 1, maxTimeMS: DEADLINE_MS });
  const kind = setName ? `replica set ${String(setName)}` : msg === 'isdbgrid' ? 'sharded' : 'one server alone';
  return [{ level: 'ok', check: 'server', message: `MongoDB ${String(version)}, ${kind}` }];
}

async function clock(db: mongo.Db): Promise<Finding[]> {
  const asked = Date.now();
  const { localTime } = (await db.command({ hello: 1, maxTimeMS: DEADLINE_MS })) as { localTime: Date };
  const answered = Date.now();
  const apart = Math.max(asked - localTime.getTime(), localTime.getTime() - answered, 0);
  if (apart <= CLOCK_TOLERANCE_MS) return [{ level: 'ok', check: 'clock', message: 'agrees with the server’s' }];
  return [
    {
      level: 'warning',
      check: 'clock',
      message: `this clock and the server’s differ by ${apart / 1_000} s, so records are deleted early or late by that time. Synchronize both with NTP.`,
    },
  ];
}

async function usable(db: mongo.Db, collectionName: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  await assertUsableTarget(db, collectionName, (message) =>
    findings.push({ level: 'warning', check: 'collection', message }),
  );
  return findings.length > 0
    ? findings
    : [{ level: 'ok', check: 'collection', message: `"${db.databaseName}.${collectionName}" can be used` }];
}

function inserts(collection: Collection): Finding {
  const check = 'inserts';
  if (takesSequences(collection))
    return { level: 'ok', check, message: 'records are sent as the BSON that the buffer holds' };
  return {
    level: 'warning',
    check,
    message:
      'this version of the MongoDB driver cannot send encoded records, so that it encodes each record again: more CPU, nothing lost. ' +
      'Install a mongoose that this package was tested with (see README.md).',
  };
}

async function indexes(collection: Collection, target: Inspected): Promise<Finding[]> {
  // First: one that is complete by then is listed.
  const building = await buildsOf(collection);
  const existing = await listIndexes(collection);
  const missing = missingAmong(existing);
  return [
    missing.length === 0 ? { level: 'ok', check: 'indexes', message: 'all there' } : incomplete(missing, building),
    retention(existing, target, building.length > 0),
  ];
}

function incomplete(missing: readonly ActivityIndex[], building: readonly string[]): Finding {
  const check = 'indexes';
  const keys = missing.map(({ key }) => JSON.stringify(key)).join(', ');
  if (building.length > 0)
    return { level: 'ok', check, message: `being made, now ${building.join(', ')}. Missing until then: ${keys}` };
  const remedy = 'The app creates them at boot if it has the privilege.';
  return { level: 'warning', check, message: `missing: ${keys}. ${remedy}` };
}

/** Names of indexes that the server makes at the moment; none where it does not tell. */
async function buildsOf(collection: Collection): Promise<string[]> {
  const stats = [{ $collStats: { storageStats: {} } }, { $project: { names: '$storageStats.indexBuilds' } }];
  try {
    const shards = await collection.aggregate<{ names?: string[] }>(stats, { maxTimeMS: DEADLINE_MS }).toArray();
    return [...new Set(shards.flatMap(({ names = [] }) => names))];
  } catch {
    return [];
  }
}

function retention(
  existing: mongo.IndexDescriptionInfo[],
  { retentionDays, hasRules = false }: Inspected,
  isBuilding: boolean,
): Finding {
  const index =
    existing.find(({ name }) => name === RETENTION_INDEX) ??
    existing.find((other) => sameKey(other.key, RETENTION_KEY) && isWhole(other));
  const found = index?.expireAfterSeconds;
  if (found === PARKED_SECONDS) {
    const message = 'parked while a legal hold is in force; the app deletes what is due and not held';
    return { level: 'ok', check: 'retention', message };
  }
  const wanted = retentionDays === undefined ? undefined : secondsOf(retentionDays);
  const kept = (seconds: number | undefined) => (seconds === undefined ? 'for good' : `for ${seconds / 86_400} days`);
  if (found === wanted) {
    const unless = hasRules ? ', unless a rule of storage.retention removes them earlier' : '';
    return { level: 'ok', check: 'retention', message: `records are kept ${kept(found)}${unless}` };
  }
  return {
    // The application makes this index last.
    level: isBuilding && found === undefined ? 'ok' : 'warning',
    check: 'retention',
    message:
      `storage.retentionDays keeps records ${kept(wanted)}, but the collection keeps them ${kept(found)}. ` +
      (wanted === undefined ? `Set it, or drop the index "${index?.name}".` : 'The app changes that at boot.'),
  };
}
