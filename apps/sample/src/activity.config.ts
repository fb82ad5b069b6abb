import { type ActivityTrackerOptions, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { JWT_SECRET } from './auth/tokens.js';

/** How the shop records what happens in it. */
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
      // Claims that stand beside the user's id in each record.
      payloadKeys: ['company_id'],
    },
    capture: {
      responseHeaders: true,
      // Registering is worth a record although nobody is signed in yet. Webhooks say so themselves: @TrackAnonymous().
      trackAnonymousUrlNames: ['AuthController.register'],
      // Browsing the catalogue is not. Health checks say so themselves: @SkipActivity().
      skipUrlNames: ['ProductsController.list'],
    },
    masking: {
      // What a shop holds back beside passwords, tokens and cards.
      excludeKeys: ['loyalty_number'],
      removeKeys: ['internal_note'],
    },
    // A demonstration wants to see its records soon.
    buffer: { maxSize: 50, interval: 2 },
    history: {
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
    storage: { retentionDays: 90, ...(env.SAMPLE_STORE === 'memory' && { store: new InMemoryActivityStore() }) },
  };
}

function whereRecordsGo(env: NodeJS.ProcessEnv): ActivityTrackerOptions {
  if (env.SAMPLE_STORE === 'memory') return {};
  return { mongo: { uri: env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017', dbName: env.SAMPLE_DB ?? 'sample_shop' } };
}
