import { type Provider } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';
import { MODULE_OPTIONS_TOKEN, NOT_CONFIGURED } from './module-definition.js';
import {
  type ActivityTrackerOptions,
  payloadFieldsOf,
  RESOLVED_OPTIONS,
  type ResolvedOptions,
  SLICES,
} from '../activity-tracker.options.js';
import { ADMIN_PROVIDERS } from './admin-providers.js';
import { ActivityTrackerService } from '../activity-tracker.service.js';
import { ApplicationLife } from '../buffer/life/application-life.js';
import { flushTimerOf } from '../buffer/flush/flush-timer.js';
import { SCHEDULE_PACKAGE, type SchedulePackage } from '../buffer/flush/scheduler-registry.js';
import { eventEmitterPackage, jwtPackage, schedulePackage } from '../package/peers.js';
import { LogBufferService } from '../buffer/log-buffer.service.js';
import { HandlerNamesCheck } from './checks/handler-names-check.js';
import { HttpAdapters } from '../capture/http-adapters.js';
import { ResolverRegistry } from '../capture/graphql/resolver-registry.js';
import { RouteMetadataReader } from '../capture/routes/route-metadata.js';
import { RouteRegistry } from '../capture/routes/route-registry.js';
import { HistoryGuard } from '../http/access/history.guard.js';
import { ACCESS_RULES } from '../http/access/access-rules.js';
import { HISTORY_OPTIONS } from '../history/history.options.js';
import { HistoryService } from '../history/history.service.js';
import { Permissions } from '../http/access/permissions.js';
import { QueryGate } from '../http/gates/query-gate.js';
import { StalledReaders } from '../http/gates/stalled-readers.js';
import { REQUEST_AUTHENTICATOR, type RequestAuthenticator } from '../http/access/request-authenticator.js';
import { PERMISSION_NAMES, permissionNames } from '../http/access/rights.js';
import { CountryLookup } from '../identity/country/country-lookup.js';
import { IdentityService } from '../identity/identity.service.js';
import type { CredentialHeaders } from '../identity/token/token-source.js';
import { ProxyTrustCheck } from '../identity/address/proxy-trust.js';
import { Masker } from '../masking/masker.js';
import { MaskingOptions } from '../masking/masking.options.js';
import { assertConfigured, assertNotLazy } from './module-extras.js';
import { resolveOptions } from './options/resolve-options.js';
import { RECORDING_PROVIDERS } from './recording-providers.js';
import { ActivitySignalService } from '../signal/activity-signal.service.js';
import { assertOneCopyOfNest } from './checks/one-copy-of-nest.js';
import { assertSupportedVersions } from './checks/supported-versions.js';
import { ofNest } from './of-nest.js';
import { STORE_PROVIDERS } from './store-providers.js';

const FLUSH_TIMER = Symbol.for('nestjs-activity-tracker:flush-timer');

function fromOptions<T>(
  provide: Exclude<Provider<T>, new (...args: never[]) => unknown>['provide'],
  make: (options: ResolvedOptions) => T,
): Provider<T> {
  return { provide, useFactory: make, inject: [RESOLVED_OPTIONS] };
}

const options: Provider[] = [
  // forRoot() overrides it, because Nest adds its provider later.
  { provide: MODULE_OPTIONS_TOKEN, useValue: NOT_CONFIGURED },
  {
    provide: RESOLVED_OPTIONS,
    useFactory: (
      given: ActivityTrackerOptions | typeof NOT_CONFIGURED,
      modules?: ModulesContainer,
      adapters?: HttpAdapterHost,
    ) => {
      assertOneCopyOfNest(modules);
      assertNotLazy(adapters?.listening, modules, RESOLVED_OPTIONS);
      assertConfigured(given);
      assertSupportedVersions();
      return resolveOptions(given);
    },
    inject: [MODULE_OPTIONS_TOKEN, ofNest(ModulesContainer), ofNest(HttpAdapterHost)],
  },
  ...(Object.keys(SLICES) as (keyof typeof SLICES)[]).map((name) =>
    fromOptions<unknown>(SLICES[name], (resolved) => resolved[name] ?? null),
  ),
];

const capture: Provider[] = [RouteMetadataReader, RouteRegistry, ResolverRegistry, HttpAdapters];

const identity: Provider[] = [
  {
    provide: IdentityService,
    useFactory: async (resolved: ResolvedOptions) => {
      const jwt = resolved.jwt && (await jwtPackage());
      return new IdentityService({ ...resolved, payloadFields: payloadFieldsOf(resolved) }, jwt?.JwtService);
    },
    inject: [RESOLVED_OPTIONS],
  },
  CountryLookup,
  ProxyTrustCheck,
];

const masking: Provider[] = [
  { provide: Masker, useFactory: (given: MaskingOptions) => new Masker(given), inject: [MaskingOptions] },
];

const signal: Provider[] = [
  {
    provide: ActivitySignalService,
    useFactory: async (resolved: ResolvedOptions, modules: ModulesContainer, moduleRef: ModuleRef) => {
      const events = resolved.signal ? await eventEmitterPackage() : undefined;
      return new ActivitySignalService(modules, moduleRef, events?.EventEmitter2);
    },
    inject: [RESOLVED_OPTIONS, ofNest(ModulesContainer), ofNest(ModuleRef)],
  },
];

const buffer: Provider[] = [
  { provide: SCHEDULE_PACKAGE, useFactory: schedulePackage },
  {
    provide: ApplicationLife,
    useFactory: (resolved: ResolvedOptions, adapters: HttpAdapters) =>
      new ApplicationLife(resolved.buffer.shutdownTimeout * 1000, () => adapters.current !== undefined),
    inject: [RESOLVED_OPTIONS, HttpAdapters],
  },
  {
    provide: FLUSH_TIMER,
    useFactory: (
      { database, buffer: { interval } }: ResolvedOptions,
      buffer: LogBufferService,
      modules: ModulesContainer,
      life: ApplicationLife,
      schedule: SchedulePackage,
    ) => (database ? flushTimerOf(interval * 1000, buffer, modules, life, schedule) : null),
    inject: [RESOLVED_OPTIONS, LogBufferService, ofNest(ModulesContainer), ApplicationLife, SCHEDULE_PACKAGE],
  },
];

const history: Provider[] = [
  fromOptions(HISTORY_OPTIONS, (resolved) => resolved.history),
  fromOptions(ACCESS_RULES, (resolved) => resolved.history),
  {
    provide: REQUEST_AUTHENTICATOR,
    useFactory: (identities: IdentityService): RequestAuthenticator => ({
      authenticate: async (request) => {
        const headers = (request as { headers?: CredentialHeaders }).headers ?? {};
        const caller = await identities.ofCaller(request, headers);
        if (caller.userId === null) return caller;
        const { userId, payload } = caller;
        return {
          userId,
          payload,
          actorId: identities.actorOf(caller),
          sentVerifiedToken: () => identities.sentVerifiedToken(caller, headers.authorization),
        };
      },
    }),
    inject: [IdentityService],
  },
  fromOptions(PERMISSION_NAMES, ({ history: { permission }, admin }) => permissionNames(permission, admin.permissions)),
  HistoryService,
  Permissions,
  HistoryGuard,
  QueryGate,
  StalledReaders,
];

export const ACTIVITY_TRACKER_PROVIDERS: Provider[] = [
  ...options,
  ...capture,
  ...identity,
  ...masking,
  ...signal,
  ...RECORDING_PROVIDERS,
  ...buffer,
  ...STORE_PROVIDERS,
  ...history,
  ...ADMIN_PROVIDERS,
  HandlerNamesCheck,
  ActivityTrackerService,
];
