import { type ActivityTrackerOptions, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { JWT_SECRET, VIEW_ACTIVITY } from './auth/tokens.js';

export const COLLECTION = 'activity_logs';

/** How the shop records what happens in it. The help desk, `apps/sample-sessions`, shows the other half of the options. */
export function activityOptions(env: NodeJS.ProcessEnv = process.env): ActivityTrackerOptions {
  return {
    // Keep every record …
    database: true,
    // … and announce it: see activity/activity-counters.ts.
    signal: true,
    ...whereRecordsGo(env),

    jwt: {
      secret: JWT_SECRET,
      algorithms: ['HS256'],
      // The claim with the user's id, and the key of the token in the answer of a sign-in. Both are found without being named, too.
      userIdKey: 'user_id',
      loginResponseKey: 'access',
      // Claims that stand next to the user's id in each record.
      payloadKeys: ['company_id'],
    },
    capture: {
      // Preflights and HEAD are no activity of anybody's.
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      // `api` holds the whole URL, with one of these hosts; under any other, the path alone.
      pathType: 'ABSOLUTE',
      allowedHosts: ['127.0.0.1', 'localhost'],
      // What the shop answered in its headers is kept next to what it answered in the body …
      responseHeaders: true,
      // … of which the first bytes will do.
      maxBodyBytes: 32 * 1024,
      // Registering is worth a record although no user is signed in yet. Webhooks say so themselves: @TrackAnonymous().
      trackAnonymousUrlNames: ['AuthController.register'],
      // Requests that browsers send unasked are not recorded …
      skipPaths: ['/favicon.ico', /\.map$/],
      // … nor is browsing the catalog. Health checks say so themselves: @SkipActivity().
      skipUrlNames: ['ProductsController.list'],
    },
    masking: {
      // What a shop holds back beside passwords, tokens and cards.
      excludeKeys: ['loyalty_number'],
      removeKeys: ['internal_note'],
    },
    buffer: {
      maxSize: 50,
      // A demonstration wants to see its records soon.
      interval: 2,
      // With a directory, a shop that is killed loses no record of an answered request.
      durability: env.SAMPLE_SPOOL ? 'journal' : 'memory',
      spoolDirectory: env.SAMPLE_SPOOL || undefined,
      maxSpoolBytes: 256 * 1024 * 1024,
      // Orders are not taken unrecorded: @MustBeRecorded().
      whenSpoolIsFull: env.SAMPLE_SPOOL ? 'reject' : 'drop-newest',
      syncInterval: 0.5,
    },
    history: {
      // Who may read what everyone did: a claim of the administrator's token.
      permission: VIEW_ACTIVITY,
      limit: 50,
      // What handlers are called. The orders' redeem names itself: @ActivityEvent('Redeem card').
      eventNames: {
        login: 'Signed in',
        refresh: 'Stayed signed in',
        register: 'Registered',
        'OrdersController.create': 'Placed an order',
        'OrdersController.list': 'Looked at orders',
        'OrdersController.find': 'Looked at an order',
        'OrdersController.cancel': 'Cancelled an order',
      },
      // Users need not see each time their page asked for a new token.
      hiddenUrlNames: ['refresh'],
    },
    admin: {
      title: 'Sample shop',
      // Days begin and end where the shop is.
      timeZone: 'Europe/Berlin',
      environment: { label: 'demonstration', color: '#b45309' },
      // The panel signs in as the shop's own pages do.
      login: { url: '/auth/login', fields: ['email', 'password'], tokenPath: 'access' },
    },
    // After that, MongoDB deletes them by itself.
    storage: {
      retentionDays: 90,
      ...(env.SAMPLE_STORE === 'memory' && { store: new InMemoryActivityStore({ maxRecords: 50_000 }) }),
    },
  };
}

/** Where the records are. */
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
