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

/** Name of the MongoDB connection that help desk and tracker share. */
export const CONNECTION = 'desk';

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

  private users(): ActivityTrackerOptions {
    return {
      // Called before the token is read, also for the history and the panel.
      resolveUser: ({ session }: SessionRequest) =>
        session?.staff && { id: session.staff.id, payload: { team: session.staff.team } },
      // Fields of that payload stored in each record.
      payloadKeys: ['team'],
      jwt: {
        ...partnerKey(this.env),
        algorithms: ['ES256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        // Clocks of partners may differ by seconds.
        clockTolerance: 30,
        // Partners send their token in this header, not in `Authorization`.
        from: ({ headers }: { headers: Record<string, string | undefined> }) => headers[PARTNER_HEADER],
        userIdKey: ['client_id', 'sub'],
        // Partners also sign tokens that identify no user.
        accept: ({ use }) => use === 'api',
        // A claim with a URL as its name is stored under a shorter one.
        payloadKeys: [{ 'https://partners.example/claims/company': 'company' }],
      },
    };
  }

  private calls(): ActivityTrackerOptions {
    return {
      capture: {
        // Record anonymous requests too …
        trackAnonymous: true,
        // … except pages and health probes.
        skipNamespaces: ['PagesController'],
        skip: ({ headers }) => headers['user-agent']?.startsWith('kube-probe/') === true,
        // Record rejected sign-ins with the e-mail address. The shop uses @SignIn('email') instead.
        signIns: { 'SessionsController.signIn': 'email' },
        // There is one host, so the path is enough.
        pathType: 'FULL_PATH',
        // Ids for correlation with other logs: one of the caller, one of the server (see app.factory.ts).
        traceHeader: 'x-correlation-id',
        requestIdHeader: 'x-request-id',
        // Store only the network of an address.
        anonymizeIp: true,
        // Attribute sign-outs to their user: `resolveUser` must be called before the handler.
        globalInterceptor: true,
      },
      // Path of an mmdb file; without one, countries are off.
      geo: { database: this.env.GEO_DATABASE ?? false },
      masking: {
        // In this application, a pincode is a postal code.
        keepKeys: ['pincode'],
        excludeKeys: ['remark'],
      },
    };
  }

  private records(): ActivityTrackerOptions {
    const inMemory = this.env.SAMPLE_STORE === 'memory';
    return {
      buffer: { interval: 2, maxBytes: 16 * 1024 * 1024, shutdownTimeout: 3, sequence: true },
      ...(!inMemory && { mongo: { connectionName: CONNECTION, collectionName: 'desk_activity' } }),
      storage: {
        // Bodies as JSON text: smaller, but not queryable.
        bodyFormat: 'text',
        // Do not start without a usable database.
        refuseBoot: 'misconfigured',
        ...(inMemory && { store: new InMemoryActivityStore({ maxRecords: 50_000 }) }),
      },
    };
  }

  private readers(): ActivityTrackerOptions {
    return {
      history: {
        permission: ACTIVITY_PERMISSIONS.view,
        // Called for each permission; without it, the claims of a token decide.
        hasPermission: ({ request, permission }: PermissionQuestion<SessionRequest>) =>
          request.session?.staff?.permissions.includes(permission) === true,
        maxConcurrent: 1,
        eventNames: { signIn: 'Signed in', signOut: 'Signed out', 'TicketsController.open': 'Opened a ticket' },
      },
      admin: {
        // SAMPLE_PANEL=off turns panel and admin API off.
        enabled: this.env.SAMPLE_PANEL !== 'off',
        // For bundled builds: a copy of the panel's files.
        panelDirectory: this.env.PANEL_DIRECTORY,
        permissions: ACTIVITY_PERMISSIONS,
        // Include the admin API in the document at /docs-json.
        openApi: true,
        pageSize: 25,
        // Handlers offered as filters in the panel.
        urlNames: ['SessionsController.signIn', 'TicketsController.open', 'TicketsController.close'],
        // A fixed offset of two hours to UTC. The shop uses a time zone instead.
        timedelta: 120,
        auditRetentionDays: 365,
        requireReason: false,
        maxWatchers: 10,
        maxExports: 1,
        logo: '/logo.svg',
        // Pages of the help desk to which the panel leads.
        loginUrl: '/',
        logoutUrl: '/sign-out',
        colors: { accent: '#0f766e' },
      },
    };
  }
}
