import { Logger, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR, ModuleRef } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { MODULE_OPTIONS_TOKEN } from './activity-tracker.module-definition.js';
import { type ActivityTrackerOptions, type ResolvedOptions, SLICES } from './activity-tracker.options.js';
import { ADMIN_SURROUNDINGS, type AdminSurroundings } from './admin/admin-surroundings.js';
import { AuditTrail } from './admin/audit-trail.js';
import type { ErasureHooks } from './admin/erasure/erasure.types.js';
import { SubjectDataService } from './admin/erasure/subject-data.service.js';
import { ExportService } from './admin/export/export.service.js';
import { HealthService } from './admin/health/health.service.js';
import { LiveTail } from './admin/live/live-tail.js';
import { PanelFiles } from './admin/panel/panel-files.js';
import { LIST_FIELDS, RecordsService } from './admin/records/records.service.js';
import { RelatedService } from './admin/records/related.service.js';
import { OverviewService } from './admin/statistics/overview.service.js';
import { PeopleService } from './admin/statistics/people.service.js';
import { RollupSchedule } from './admin/statistics/rollup-schedule.js';
import { RoutesService } from './admin/statistics/routes.service.js';
import { SessionsService } from './admin/statistics/sessions.service.js';
import { maintainedStatisticsOf } from './admin/statistics/statistics-source.js';
import { TimelineService } from './admin/statistics/timeline.service.js';
import { schedulerRegistry } from './buffer/scheduler-registry.js';
import { ActivityTrackerService } from './activity-tracker.service.js';
import { LogBufferService } from './buffer/log-buffer.service.js';
import { ActivityInterceptor } from './capture/activity.interceptor.js';
import { RouteMetadataReader } from './capture/route-metadata.js';
import { RouteRegistry } from './capture/route-registry.js';
import { HistoryGuard } from './history/history.guard.js';
import { HISTORY_OPTIONS } from './history/history.options.js';
import { HistoryService } from './history/history.service.js';
import { QueryGate } from './history/query-gate.js';
import { REQUEST_AUTHENTICATOR, type RequestAuthenticator } from './history/request-authenticator.js';
import { CountryLookup } from './identity/country-lookup.js';
import { IdentityService } from './identity/identity.service.js';
import { ProxyTrustCheck } from './identity/proxy-trust.js';
import { Masker } from './masking/masker.js';
import { MaskingOptions } from './masking/masking.options.js';
import { resolveOptions } from './options/resolve-options.js';
import { ActivityRecorder } from './recording/activity-recorder.js';
import { RecordBuilder } from './recording/record-builder.js';
import { RecordSink } from './recording/record-sink.js';
import { TrafficRecording } from './recording/traffic-recording.js';
import { ActivitySignalService } from './signal/activity-signal.service.js';
import { ACTIVITY_STORE, type ActivityStore } from './storage/activity-store.js';
import { DisabledActivityStore } from './storage/disabled.store.js';
import { MongoActivityStore } from './storage/mongo/mongo.store.js';
import { assertSupportedVersions } from './supported-versions.js';

/** Injection token of the complete, valid options. */
const RESOLVED_OPTIONS = Symbol('nestjs-activity-tracker:options');

/** A provider made from the options. */
function fromOptions<T>(
  provide: Exclude<Provider<T>, new (...args: never[]) => unknown>['provide'],
  make: (options: ResolvedOptions) => T,
): Provider<T> {
  return { provide, useFactory: make, inject: [RESOLVED_OPTIONS] };
}

const options: Provider[] = [
  {
    provide: RESOLVED_OPTIONS,
    useFactory: (given: ActivityTrackerOptions) => {
      assertSupportedVersions();
      return resolveOptions(given);
    },
    inject: [MODULE_OPTIONS_TOKEN],
  },
  ...(Object.keys(SLICES) as (keyof typeof SLICES)[]).map((name) =>
    fromOptions<unknown>(SLICES[name], (resolved) => resolved[name] ?? null),
  ),
];

const capture: Provider[] = [
  RouteMetadataReader,
  RouteRegistry,
  { provide: APP_INTERCEPTOR, useClass: ActivityInterceptor },
];

const identity: Provider[] = [
  fromOptions(IdentityService, ({ jwt, resolveUser }) => new IdentityService(jwt ?? null, resolveUser ?? null)),
  CountryLookup,
  ProxyTrustCheck,
];

const masking: Provider[] = [
  { provide: Masker, useFactory: (given: MaskingOptions) => new Masker(given), inject: [MaskingOptions] },
];

const recording: Provider[] = [
  RecordBuilder,
  ActivityRecorder,
  {
    provide: RecordSink,
    useFactory: (resolved: ResolvedOptions, buffer: LogBufferService, signal: ActivitySignalService) =>
      new RecordSink(resolved, buffer, signal),
    inject: [RESOLVED_OPTIONS, LogBufferService, ActivitySignalService],
  },
  TrafficRecording,
];

const buffer: Provider[] = [
  {
    provide: LogBufferService,
    useFactory: (resolved: ResolvedOptions, store: ActivityStore, modules: ModuleRef) =>
      new LogBufferService(resolved.buffer, store, resolved.database, modules),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE, ModuleRef],
  },
];

const storage: Provider[] = [{ provide: ACTIVITY_STORE, useFactory: makeStore, inject: [RESOLVED_OPTIONS, ModuleRef] }];

function makeStore({ storage: { store, retentionDays }, mongo }: ResolvedOptions, modules: ModuleRef): ActivityStore {
  if (store) return store;
  if (!mongo) return new DisabledActivityStore();
  const { uri, connectionName, dbName, collectionName } = mongo;
  const logger = new Logger('ActivityTracker');
  return new MongoActivityStore({
    ...(uri === undefined
      ? {
          connection: () =>
            modules.get<Connection>(getConnectionToken(connectionName === 'default' ? undefined : connectionName), {
              strict: false,
            }),
        }
      : { uri }),
    dbName,
    collectionName,
    retentionDays,
    warn: (message) => logger.warn(message),
  });
}

const history: Provider[] = [
  fromOptions(HISTORY_OPTIONS, (resolved) => resolved.history),
  {
    provide: REQUEST_AUTHENTICATOR,
    useFactory: (identities: IdentityService): RequestAuthenticator => ({
      authenticate: async (request) =>
        identities.ofRequest(request, (request as { headers?: { authorization?: string } }).headers?.authorization),
    }),
    inject: [IdentityService],
  },
  HistoryService,
  HistoryGuard,
  QueryGate,
];

const admin: Provider[] = [
  {
    provide: ADMIN_SURROUNDINGS,
    useFactory: surroundingsOfAdmin,
    inject: [RESOLVED_OPTIONS, LogBufferService, ActivityRecorder, RouteRegistry, CountryLookup],
  },
  {
    provide: RecordsService,
    useFactory: (resolved: ResolvedOptions, store: ActivityStore) => new RecordsService(store, resolved.admin),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE],
  },
  {
    provide: RelatedService,
    useFactory: (store: ActivityStore) => new RelatedService(store),
    inject: [ACTIVITY_STORE],
  },
  {
    provide: LiveTail,
    useFactory: (store: ActivityStore) => new LiveTail(store, LIST_FIELDS),
    inject: [ACTIVITY_STORE],
  },
  {
    provide: HealthService,
    useFactory: (store: ActivityStore, surroundings: AdminSurroundings) => new HealthService(store, surroundings),
    inject: [ACTIVITY_STORE, ADMIN_SURROUNDINGS],
  },
  {
    provide: RollupSchedule,
    useFactory: (resolved: ResolvedOptions, store: ActivityStore, modules: ModuleRef) =>
      new RollupSchedule(resolved.database ? maintainedStatisticsOf(store) : undefined, schedulerRegistry(modules)),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE, ModuleRef],
  },
  {
    provide: SubjectDataService,
    useFactory: (store: ActivityStore, { flush }: AdminSurroundings, resolved: ResolvedOptions) =>
      new SubjectDataService(store, new ExportService(), {
        flush,
        payloadKeys: resolved.jwt?.payloadKeys ?? [],
        ...recounting(store),
      }),
    inject: [ACTIVITY_STORE, ADMIN_SURROUNDINGS, RESOLVED_OPTIONS],
  },
  { provide: PanelFiles, useFactory: () => new PanelFiles() },
  AuditTrail,
  ExportService,
  OverviewService,
  PeopleService,
  RoutesService,
  SessionsService,
  TimelineService,
];

function surroundingsOfAdmin(
  resolved: ResolvedOptions,
  buffer: LogBufferService,
  recorder: ActivityRecorder,
  routes: RouteRegistry,
  countries: CountryLookup,
): AdminSurroundings {
  return {
    hasSession: resolved.resolveUser !== undefined,
    buffer: () => {
      const { waiting, waitingBytes, accepted, stored, duplicates, rejected, retries, dropped, storeAway } =
        buffer.stats();
      return {
        waiting,
        waiting_bytes: waitingBytes,
        max_bytes: resolved.buffer.maxBytes,
        accepted,
        stored,
        duplicates,
        rejected,
        retries,
        dropped: { ...dropped },
        failed: recorder.failures,
        store_away: storeAway,
      };
    },
    geo: () => countries.file(),
    routes: () => routes.routes(),
    flush: () => buffer.flush(),
    record: ({ event, userId, clientIp, data }) =>
      recorder.recordCustom({ event, userId, data, namespace: 'ActivityTracker', ...(clientIp && { clientIp }) }),
  };
}

/** What erasing needs of statistics that are counted ahead. */
function recounting(store: ActivityStore): ErasureHooks {
  const statistics = maintainedStatisticsOf(store);
  if (!statistics) return {};
  return {
    invalidate: (span) => statistics.invalidate(span),
    recount: async (span) => void (await statistics.rebuild(span)),
  };
}

/** Everything the module is made of, in pipeline order. */
export const ACTIVITY_TRACKER_PROVIDERS: Provider[] = [
  ...options,
  ...capture,
  ...identity,
  ...masking,
  ActivitySignalService,
  ...recording,
  ...buffer,
  ...storage,
  ...history,
  ...admin,
  ActivityTrackerService,
];
