import { Injectable } from '@nestjs/common';
import {
  type ActivityTrackerOptions,
  type ActivityTrackerOptionsFactory,
  InMemoryActivityStore,
  type PermissionQuestion,
} from 'nestjs-activity-tracker';
import { AUDIENCE, ISSUER, PARTNER_HEADER, partnerKey } from '../partners/partner-keys.js';
import type { SessionRequest } from '../staff/session.js';
import { ACTIVITY_PERMISSIONS } from '../staff/staff.js';

/** Name of the MongoDB connection that the help desk and its activity log share. */
export const CONNECTION = 'desk';

/** The options of the activity log. The shop, `apps/sample`, shows the other half of the options. */
@Injectable()
export class ActivityOptions implements ActivityTrackerOptionsFactory {
  constructor(private readonly env: NodeJS.ProcessEnv = process.env) {}

  create(): ActivityTrackerOptions {
    return {
      database: true,
      ...this.users(),
      ...this.calls(),
      ...this.records(),
      ...this.readers(),
    };
  }

  /** Users: staff by their session, programs of partners by a signed token. */
  private users(): ActivityTrackerOptions {
    return {
      // Asked first, also by the history and the panel.
      resolveUser: ({ session }: SessionRequest) =>
        session?.staff && { id: session.staff.id, payload: { team: session.staff.team } },
      // Fields of that payload which stand in each record.
      payloadKeys: ['team'],
      jwt: {
        ...partnerKey(this.env),
        algorithms: ['ES256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        // Clocks of partners go wrong by seconds.
        clockTolerance: 30,
        // Partners send their token in this header, not in `Authorization`.
        from: ({ headers }: { headers: Record<string, string | undefined> }) => headers[PARTNER_HEADER],
        userIdKey: ['client_id', 'sub'],
        // Partners sign other tokens too, which are no identity.
        accept: ({ use }) => use === 'api',
        // A claim with a URL as its name is stored under a shorter one.
        payloadKeys: [{ 'https://partners.example/claims/company': 'company' }],
      },
    };
  }

  /** Which calls are recorded, and what of them. */
  private calls(): ActivityTrackerOptions {
    return {
      capture: {
        // Anonymous calls are recorded, too …
        trackAnonymous: true,
        // … except for pages, and for probes of the platform.
        skipNamespaces: ['PagesController'],
        skip: ({ headers }) => headers['user-agent']?.startsWith('kube-probe/') === true,
        // A refused sign-in is recorded with the e-mail address that was tried. The shop marks its handler: @SignIn('email').
        signIns: { 'SessionsController.signIn': 'email' },
        // One host: the path is enough.
        pathType: 'FULL_PATH',
        // Ids by which records are found in other logs: one of the caller, one of the server (see app.factory.ts).
        traceHeader: 'x-correlation-id',
        requestIdHeader: 'x-request-id',
        // Only the network of an address is kept.
        anonymizeIp: true,
        // A sign-out belongs to the user who signed out: `resolveUser` has to be asked before the handler.
        globalInterceptor: true,
      },
      // Path of an mmdb file; without one, no country is looked up.
      geo: { database: this.env.GEO_DATABASE ?? false },
      masking: {
        // In this application a pincode is a postal code.
        keepKeys: ['pincode'],
        excludeKeys: ['remark'],
      },
    };
  }

  /** How records wait, and where they are kept. */
  private records(): ActivityTrackerOptions {
    const inMemory = this.env.SAMPLE_STORE === 'memory';
    return {
      buffer: { interval: 2, maxBytes: 16 * 1024 * 1024, shutdownTimeout: 3 },
      ...(!inMemory && { mongo: { connectionName: CONNECTION, collectionName: 'desk_activity' } }),
      storage: {
        // Bodies as JSON text: smaller, and not to be queried.
        bodyFormat: 'text',
        // Without a usable database the application does not start.
        refuseBoot: 'misconfigured',
        ...(inMemory && { store: new InMemoryActivityStore({ maxRecords: 50_000 }) }),
      },
    };
  }

  /** Who may read the log, and how it is shown. */
  private readers(): ActivityTrackerOptions {
    return {
      history: {
        permission: ACTIVITY_PERMISSIONS.view,
        // Asked for each permission; without it, the claims of a token decide.
        hasPermission: ({ request, permission }: PermissionQuestion<SessionRequest>) =>
          request.session?.staff?.permissions.includes(permission) === true,
        maxConcurrent: 1,
        eventNames: { signIn: 'Signed in', signOut: 'Signed out', 'TicketsController.open': 'Opened a ticket' },
      },
      admin: {
        // SAMPLE_PANEL=off does without panel and admin API.
        enabled: this.env.SAMPLE_PANEL !== 'off',
        // For a build that was bundled: a copy of the panel's files.
        panelDirectory: this.env.PANEL_DIRECTORY,
        permissions: ACTIVITY_PERMISSIONS,
        // The document at /docs-json describes the admin API, too.
        openApi: true,
        pageSize: 25,
        // Handlers that the panel offers to filter by.
        urlNames: ['SessionsController.signIn', 'TicketsController.open', 'TicketsController.close'],
        // Two hours ahead of UTC, summer and winter. The shop names a time zone instead.
        timedelta: 120,
        auditRetentionDays: 365,
        requireReason: false,
        maxWatchers: 10,
        maxExports: 1,
        logo: '/logo.svg',
        colors: { accent: '#0f766e' },
      },
    };
  }
}
