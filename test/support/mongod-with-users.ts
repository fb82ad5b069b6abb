import { createConnection } from 'mongoose';
import { startOwnMongod } from '../../libs/activity-tracker/test/own-mongod.js';
import { startReplicaSet } from '../../libs/activity-tracker/test/replica-set.js';

/** Actions on collections that are named; what holds for the others of the database does not hold for these. */
type ByCollection = Readonly<Record<string, readonly string[]>>;

/** Collections of the tracker in addition to those that a test names. */
const COLLECTIONS = [
  'activity_logs',
  'activity_logs_anomalies',
  'activity_logs_audit',
  'activity_logs_audit_subjects',
  'activity_logs_holds',
  'activity_logs_retention',
  'activity_logs_erasure_permits',
  'activity_logs_rollups',
  'activity_logs_rollup_marks',
  'activity_logs_rollup_state',
  'activity_logs_verification',
  'activity_logs_views',
];

/** A MongoDB that lets in only users it knows, and them only to what they may. */
export interface MongodWithUsers {
  readonly uri: string;
  addUser(name: string, dbName: string, actions: readonly string[], only?: ByCollection): Promise<string>;
  allow(name: string, dbName: string, actions: readonly string[], only?: ByCollection): Promise<void>;
  /** Runs a command of an administrator in that database. */
  run(dbName: string, command: Record<string, unknown>): Promise<unknown>;
  uriOf(name: string, dbName: string): string;
  stop(): Promise<void>;
}

const ROOT = { customRootName: 'root', customRootPwd: 'of-all-users' };
/** Of each user who is added. */
export const PASSWORD = 'c4nary-Pa55';

/** `undefined` where no mongod is to be had. */
export async function startMongodWithUsers({ isReplicaSet = false } = {}): Promise<MongodWithUsers | undefined> {
  const server = await (isReplicaSet ? startReplicaSet(1, ROOT) : startOwnMongod({ auth: ROOT }));
  if (!server) return undefined;
  const at = (name: string, password: string, dbName: string, authSource: string) =>
    server
      .getUri(dbName)
      .replace('://', `://${name}:${password}@`)
      .replace(/\?.*|$/, `?authSource=${authSource}${isReplicaSet ? '&replicaSet=testset' : ''}`);
  const uri = at(ROOT.customRootName, ROOT.customRootPwd, 'admin', 'admin');
  const root = await createConnection(uri).asPromise();
  const privileges = (dbName: string, actions: readonly string[], only?: ByCollection) =>
    only
      ? [...new Set([...COLLECTIONS, ...Object.keys(only)])].map((collection) => ({
          resource: { db: dbName, collection },
          actions: only[collection] ?? actions,
        }))
      : [{ resource: { db: dbName, collection: '' }, actions }];
  return {
    uri,
    addUser: async (name, dbName, actions, only) => {
      const { db } = root.useDb(dbName);
      await db!.command({ createRole: name, privileges: privileges(dbName, actions, only), roles: [] });
      await db!.command({ createUser: name, pwd: PASSWORD, roles: [name] });
      return at(name, PASSWORD, dbName, dbName);
    },
    allow: async (name, dbName, actions, only) => {
      await root.useDb(dbName).db!.command({ updateRole: name, privileges: privileges(dbName, actions, only) });
    },
    run: (dbName, command) => root.useDb(dbName).db!.command(command),
    uriOf: (name, dbName) => at(name, PASSWORD, dbName, dbName),
    stop: async () => {
      await root.close();
      await server.stop({ doCleanup: true, force: true });
    },
  };
}
