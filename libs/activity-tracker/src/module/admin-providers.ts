import type { Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { queryContextOf, RESOLVED_OPTIONS, type ResolvedOptions } from '../activity-tracker.options.js';
import { HOST_STATUS, type HostStatus } from '../admin/host-status.js';
import type { AnswerNeeds } from '../admin/api/answers/admin-answers.js';
import { ADMIN_ANSWERS, type LateAnswers, lateAnswers } from '../admin/api/late-answers.js';
import { HistoryGuard } from '../http/access/history.guard.js';
import { Permissions } from '../http/access/permissions.js';
import { StalledReaders } from '../http/gates/stalled-readers.js';
import { AuditTrail } from '../admin/audit/audit-trail.js';
import { ExportGate } from '../admin/export-gate.js';
import { HealthService } from '../admin/health/health.service.js';
import { Panel } from '../admin/panel/panel.js';
import { panelConfigOf } from '../admin/panel/panel-config.js';
import { hasCallsOf } from '../admin/people/known-ids.js';
import { AnomalySchedule } from '../admin/upkeep-schedules.js';
import { UserNames } from '../admin/people/user-names.js';
import { PanelFiles } from '../admin/panel/panel-files.js';
import { StreamEnd } from '../admin/stream-end.js';
import { ApplicationLife } from '../buffer/life/application-life.js';
import { settledWithin } from '../common/deadline.js';
import { HISTORY_AUDIT, type HistoryAudit } from '../history/history-audit.js';
import { byName } from './by-name.js';
import { RecordingStatus } from './recording-status.js';
import { UPKEEP_PROVIDERS } from './upkeep-providers.js';
import type { ActivityStore } from '../storage/port/activity-store.js';
import { ReadersStore } from '../storage/readers-store.js';
import { RECORD_MASK } from '../storage/record-mask.js';
import { VISIBLE_RECORDS } from '../storage/visible-records.js';

/** Milliseconds per second of shutdown for clients to end their streams; the rest remains for buffered records. */
const STREAM_END_MS_A_SECOND = 200;

interface HealthNeeds {
  readers: ReadersStore;
  stalled: StalledReaders;
  status: HostStatus;
  resolved: ResolvedOptions;
  names: UserNames;
  anomalies: AnomalySchedule;
}

export const ADMIN_PROVIDERS: Provider[] = [
  { provide: HOST_STATUS, useClass: RecordingStatus },
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
    ...byName(
      {
        readers: ReadersStore,
        stalled: StalledReaders,
        status: HOST_STATUS,
        resolved: RESOLVED_OPTIONS,
        names: UserNames,
        anomalies: AnomalySchedule,
      },
      ({ readers, stalled, status, resolved, names, anomalies }: HealthNeeds) =>
        new HealthService(readers.store, status, resolved.storage.retention.length, names, anomalies, () => ({
          unanswered: readers.unanswered,
          stalled: stalled.count,
        })),
    ),
  },
  {
    provide: Panel,
    useFactory: ({ admin }: ResolvedOptions, status: HostStatus) =>
      new Panel(new PanelFiles(admin.panelDirectory), () => panelConfigOf(admin, status.hasSession)),
    inject: [RESOLVED_OPTIONS, HOST_STATUS],
  },
  {
    provide: UserNames,
    useFactory: ({ admin }: ResolvedOptions, visible: ActivityStore) =>
      new UserNames(admin, (field, id) => hasCallsOf(visible, field, id)),
    inject: [RESOLVED_OPTIONS, VISIBLE_RECORDS],
  },
  ...UPKEEP_PROVIDERS,
  AuditTrail,
  {
    provide: ADMIN_ANSWERS,
    ...byName(
      {
        readers: ReadersStore,
        visible: VISIBLE_RECORDS,
        mask: RECORD_MASK,
        resolved: RESOLVED_OPTIONS,
        status: HOST_STATUS,
        audit: AuditTrail,
        permissions: Permissions,
        guard: HistoryGuard,
        end: StreamEnd,
        names: UserNames,
        // Missing if the application uses another copy of Nest, which RESOLVED_OPTIONS reports.
        host: { token: HttpAdapterHost, optional: true },
      },
      answersOfAdmin,
    ),
  },
  {
    provide: HISTORY_AUDIT,
    useFactory: (trail: AuditTrail): HistoryAudit => ({
      adminHistory: (request, { parameters, userId, records }) =>
        trail.write(request, { action: 'admin_history', parameters, subject: userId, records }),
    }),
    inject: [AuditTrail],
  },
  ExportGate,
];

interface Injected extends Omit<AnswerNeeds, 'options' | 'context' | 'retention' | 'store'> {
  readers: ReadersStore;
  resolved: ResolvedOptions;
  names: UserNames;
}

function answersOfAdmin({ resolved, names, readers: { store }, ...needs }: Injected): LateAnswers {
  const { admin: options, storage } = resolved;
  const context = { ...queryContextOf(resolved), names };
  return lateAnswers({ ...needs, store, options, context, retention: storage.retention });
}
