import { hostname } from 'node:os';
import { type ActivityTrackerOptions, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { describeCustomers, findCustomers } from './users/customer-names.js';
import { JWT_SECRET, VIEW_ACTIVITY } from './auth/tokens.js';

export const COLLECTION = 'activity_logs';

export function activityOptions(env: NodeJS.ProcessEnv = process.env): ActivityTrackerOptions {
  return {
    // Store every record …
    database: true,
    // … and emit it: see activity/activity-counters.ts.
    signal: true,
    ...whereRecordsGo(env),

    jwt: {
      secret: JWT_SECRET,
      algorithms: ['HS256'],
      // Claim of the user id, and key of the token in a login response. Both are also found by default.
      userIdKey: 'user_id',
      loginResponseKey: 'access',
      // Claims stored in each record.
      payloadKeys: ['company_id'],
    },
    capture: {
      // Preflights and HEAD requests are no user activity.
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      // `api` is the full URL for these hosts, and the path for any other.
      pathType: 'ABSOLUTE',
      allowedHosts: ['127.0.0.1', 'localhost'],
      // Store response headers …
      responseHeaders: true,
      // … and only the first bytes of bodies.
      maxBodyBytes: 32 * 1024,
      // Record registrations without a signed-in user. Webhooks use @TrackAnonymous() instead.
      trackAnonymousUrlNames: ['AuthController.register'],
      // Skip requests that browsers send by themselves …
      skipPaths: ['/favicon.ico', /\.map$/],
      // … and reads of the catalog. Health checks use @SkipActivity() instead.
      skipUrlNames: ['ProductsController.list'],
    },
    masking: {
      // Fields that this shop masks in addition to passwords, tokens and cards.
      excludeKeys: ['loyalty_number'],
      removeKeys: ['internal_note'],
    },
    // In a separate thread where `dist/worker.js` of the package is; `GET /health` says which it is.
    recording: {
      thread: env.SAMPLE_THREAD === 'worker' ? 'worker' : 'main',
      workerFile: env.SAMPLE_WORKER_FILE || undefined,
    },
    buffer: {
      maxSize: 50,
      // Short, so that the demonstration shows records quickly.
      interval: 2,
      // With a directory, a killed process loses no record of an answered request.
      durability: env.SAMPLE_SPOOL ? 'journal' : 'memory',
      spoolDirectory: env.SAMPLE_SPOOL || undefined,
      maxSpoolBytes: 256 * 1024 * 1024,
      // @MustBeRecorded() rejects orders that cannot be recorded.
      whenSpoolIsFull: env.SAMPLE_SPOOL ? 'reject' : 'drop-newest',
      syncInterval: 0.5,
      instanceName: hostname(),
    },
    history: {
      // Permission to read the activity of all users: a claim of the administrator's token.
      permission: VIEW_ACTIVITY,
      limit: 50,
      // Readable names of handlers. The redeem handler uses @ActivityEvent('Redeem card') instead.
      eventNames: {
        login: 'Signed in',
        refresh: 'Stayed signed in',
        register: 'Registered',
        'OrdersController.create': 'Placed an order',
        'OrdersController.list': 'Looked at orders',
        'OrdersController.find': 'Looked at an order',
        'OrdersController.cancel': 'Cancelled an order',
      },
      // Token refreshes are of no interest to users.
      hiddenUrlNames: ['refresh'],
    },
    admin: {
      title: 'Sample shop',
      // Time zone of the shop, for the limits of days.
      timeZone: 'Europe/Berlin',
      environment: { label: 'demonstration', color: '#b45309' },
      // Names of customers in the panel, and in queries such as user:anna.
      describeUsers: describeCustomers,
      findUsers: findCustomers,
      // The page of a person shows what is unusual in their calls; profile/security-notices.ts tells the customer.
      anomalies: true,
      // The panel uses the login of the shop.
      login: { url: '/auth/login', fields: ['email', 'password'], tokenPath: 'access' },
    },
    // With a file for checkpoints, outside of the database, `activity-tracker verify` finds changed records.
    integrity: env.SAMPLE_CHECKPOINTS
      ? {
          chain: true,
          key: env.SAMPLE_INTEGRITY_KEY,
          anchor: { every: '5m', to: env.SAMPLE_CHECKPOINTS },
        }
      : {},
    // MongoDB deletes older records; the bodies of plain reads go before.
    storage: {
      retentionDays: 90,
      retention: [{ when: 'status:2xx method:GET', bodiesFor: '60d' }],
      ...(env.SAMPLE_STORE === 'memory' && { store: new InMemoryActivityStore({ maxRecords: 50_000 }) }),
    },
  };
}

export function storeOf(env: NodeJS.ProcessEnv): { kind: 'memory' } | { kind: 'mongo'; uri: string; dbName: string } {
  if (env.SAMPLE_STORE === 'memory') return { kind: 'memory' };
  return {
    kind: 'mongo',
    uri: env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017',
    dbName: env.SAMPLE_DB ?? 'sample_shop',
  };
}

function whereRecordsGo(env: NodeJS.ProcessEnv): ActivityTrackerOptions {
  const store = storeOf(env);
  if (store.kind === 'memory') return {};
  return { mongo: { uri: store.uri, dbName: store.dbName, collectionName: COLLECTION } };
}
