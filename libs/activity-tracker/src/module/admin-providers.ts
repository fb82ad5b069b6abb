import type { Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { payloadFieldsOf, RESOLVED_OPTIONS, type ResolvedOptions } from '../activity-tracker.options.js';
import { ADMIN_SURROUNDINGS, type AdminSurroundings } from '../admin/admin-surroundings.js';
import { AuditReader } from '../admin/audit/audit-reader.js';
import { AuditTrail } from '../admin/audit/audit-trail.js';
import type { ErasureHooks } from '../admin/erasure/erasure.types.js';
import { ErasureRequests } from '../admin/erasure/erasure-requests.service.js';
import { SubjectDataService } from '../admin/erasure/subject-data.service.js';
import { ExportGate } from '../admin/export-gate.js';
import { ExportService } from '../admin/export/export.service.js';
import { HoldSchedule } from '../admin/holds/hold-schedule.js';
import { HealthService } from '../admin/health/health.service.js';
import { LiveTail } from '../admin/live/live-tail.js';
import { Panel } from '../admin/panel/panel.js';
import { panelConfigOf } from '../admin/panel/panel-config.js';
import { PanelFiles } from '../admin/panel/panel-files.js';
import { LIST_FIELDS, RecordsService } from '../admin/records/records.service.js';
import { RelatedService } from '../admin/records/related.service.js';
import { OverviewService } from '../admin/statistics/overview.service.js';
import { PeopleService } from '../admin/statistics/people.service.js';
import { RollupSchedule } from '../admin/statistics/rollup-schedule.js';
import { RoutesService } from '../admin/statistics/routes.service.js';
import { SessionsService } from '../admin/statistics/sessions.service.js';
import { maintainedStatisticsOf } from '../admin/statistics/statistics-source.js';
import { TimelineService } from '../admin/statistics/timeline.service.js';
import { StreamEnd } from '../admin/stream-end.js';
import type { UpkeepLife } from '../admin/upkeep-schedule.js';
import { ApplicationLife } from '../buffer/application-life.js';
import { LogBufferService } from '../buffer/log-buffer.service.js';
import { schedulerRegistries } from '../buffer/scheduler-registry.js';
import { settledWithin } from '../common/deadline.js';
import { RouteRegistry } from '../capture/routes/route-registry.js';
import { HISTORY_AUDIT, type HistoryAudit } from '../history/history-audit.js';
import { CountryLookup } from '../identity/country/country-lookup.js';
import { IdentityService } from '../identity/identity.service.js';
import { ActivityRecorder } from '../recording/activity-recorder.js';
import { ACTIVITY_STORE, type ActivityStore } from '../storage/activity-store.js';
import { VISIBLE_RECORDS } from '../storage/visible-records.js';

/** Of each second of the shutdown, for clients to take the end of a stream; the rest stays for records that wait. */
const STREAM_END_MS_A_SECOND = 200;

/** Injection token of the application around the upkeep of the store. */
const UPKEEP_LIFE = Symbol.for('nestjs-activity-tracker:upkeep-life');

/** What the admin API and the panel are made of. */
export const ADMIN_PROVIDERS: Provider[] = [
  {
    provide: ADMIN_SURROUNDINGS,
    useFactory: surroundingsOfAdmin,
    inject: [
      RESOLVED_OPTIONS,
      LogBufferService,
      ActivityRecorder,
      RouteRegistry,
      CountryLookup,
      IdentityService,
      ApplicationLife,
    ],
  },
  {
    provide: RecordsService,
    useFactory: (resolved: ResolvedOptions, store: ActivityStore) => new RecordsService(store, resolved.admin),
    inject: [RESOLVED_OPTIONS, VISIBLE_RECORDS],
  },
  {
    provide: RelatedService,
    useFactory: (store: ActivityStore) => new RelatedService(store),
    inject: [VISIBLE_RECORDS],
  },
  {
    provide: LiveTail,
    useFactory: (store: ActivityStore) => new LiveTail(store, LIST_FIELDS),
    inject: [VISIBLE_RECORDS],
  },
  {
    provide: StreamEnd,
    useFactory: (life: ApplicationLife, { buffer }: ResolvedOptions) =>
      new StreamEnd(
        () => life.isOver,
        (work) => life.within(settledWithin(work, buffer.shutdownTimeout * STREAM_END_MS_A_SECOND)),
      ),
    inject: [ApplicationLife, RESOLVED_OPTIONS],
  },
  {
    provide: HealthService,
    useFactory: (store: ActivityStore, surroundings: AdminSurroundings) => new HealthService(store, surroundings),
    inject: [ACTIVITY_STORE, ADMIN_SURROUNDINGS],
  },
  {
    provide: UPKEEP_LIFE,
    useFactory: upkeepLife,
    inject: [ApplicationLife, LogBufferService, { token: ModulesContainer, optional: true }],
  },
  {
    provide: RollupSchedule,
    useFactory: ({ database }: ResolvedOptions, store: ActivityStore, life: UpkeepLife) =>
      new RollupSchedule(database ? maintainedStatisticsOf(store) : undefined, life),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE, UPKEEP_LIFE],
  },
  {
    provide: HoldSchedule,
    useFactory: ({ database }: ResolvedOptions, store: ActivityStore, life: UpkeepLife) =>
      new HoldSchedule(database ? store.holds : undefined, life),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE, UPKEEP_LIFE],
  },
  {
    provide: SubjectDataService,
    useFactory: (store: ActivityStore, { flush }: AdminSurroundings, resolved: ResolvedOptions) =>
      new SubjectDataService(store, new ExportService(), {
        flush,
        payloadKeys: payloadFieldsOf(resolved).map(({ field }) => field),
        ...recounting(store),
      }),
    inject: [ACTIVITY_STORE, ADMIN_SURROUNDINGS, RESOLVED_OPTIONS],
  },
  {
    provide: Panel,
    useFactory: ({ admin }: ResolvedOptions, surroundings: AdminSurroundings) =>
      new Panel(new PanelFiles(admin.panelDirectory), () => panelConfigOf(admin, surroundings.hasSession)),
    inject: [RESOLVED_OPTIONS, ADMIN_SURROUNDINGS],
  },
  AuditReader,
  AuditTrail,
  {
    provide: HISTORY_AUDIT,
    useFactory: (trail: AuditTrail): HistoryAudit => ({
      adminHistory: (request, { parameters, userId, records }) =>
        trail.write(request, { action: 'admin_history', parameters, subject: userId, records }),
    }),
    inject: [AuditTrail],
  },
  ExportGate,
  ErasureRequests,
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
  identities: IdentityService,
  life: ApplicationLife,
): AdminSurroundings {
  return {
    hasSession: resolved.resolveUser !== undefined || resolved.jwt?.from !== undefined,
    buffer: () => {
      const { waitingBytes, storeAway, ...stats } = buffer.stats();
      return {
        ...stats,
        waiting_bytes: waitingBytes,
        max_bytes: resolved.buffer.maxBytes,
        failed: recorder.failures,
        store_away: storeAway,
      };
    },
    geo: () => countries.file(),
    unidentified: () => identities.unidentifiedCounts,
    routes: () => routes.routes(),
    flush: () => buffer.flush(),
    finishBeforeClose: (work) => life.finishBeforeClose(work),
  };
}

function upkeepLife(life: ApplicationLife, buffer: LogBufferService, modules: ModulesContainer): UpkeepLife {
  return {
    get isOver() {
      return life.isOver;
    },
    get isInUse() {
      return life.servesHttp || buffer.stats().accepted > 0;
    },
    within: (work) => life.within(work),
    registry: () => schedulerRegistries(modules)[0],
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
