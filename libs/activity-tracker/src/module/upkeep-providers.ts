import type { Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { queryContextOf, RESOLVED_OPTIONS, type ResolvedOptions } from '../activity-tracker.options.js';
import { HOST_STATUS, type HostStatus } from '../admin/host-status.js';
import { UserNames } from '../admin/people/user-names.js';
import { retentionUpkeep } from '../admin/retention/retention-upkeep.js';
import { anomalyUpkeep } from '../admin/security/anomaly-upkeep.js';
import { maintainedStatisticsOf } from '../admin/statistics/maintained-statistics.js';
import type { UpkeepLife } from '../admin/upkeep-schedule.js';
import {
  AnomalySchedule,
  ErasureOrderSchedule,
  HoldSchedule,
  RetentionSchedule,
  RollupSchedule,
} from '../admin/upkeep-schedules.js';
import { ApplicationLife } from '../buffer/life/application-life.js';
import { LogBufferService } from '../buffer/log-buffer.service.js';
import { SCHEDULE_PACKAGE, type SchedulePackage, schedulerRegistries } from '../buffer/flush/scheduler-registry.js';
import { SECOND_MS } from '../common/time.js';
import { ActivitySignalService } from '../signal/activity-signal.service.js';
import { byName } from './by-name.js';
import { ACTIVITY_STORE, type ActivityStore } from '../storage/port/activity-store.js';
import { VISIBLE_RECORDS } from '../storage/visible-records.js';

/** Records of a call are expected in the store after two flushes. */
const FLUSHES_OF_LAG = 2;
const MIN_LAG_MS = 15_000;

const UPKEEP_LIFE = Symbol.for('nestjs-activity-tracker:upkeep-life');

/** Work in the background, in rounds. */
export const UPKEEP_PROVIDERS: Provider[] = [
  {
    provide: UPKEEP_LIFE,
    useFactory: upkeepLife,
    inject: [ApplicationLife, LogBufferService, { token: ModulesContainer, optional: true }, SCHEDULE_PACKAGE],
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
    provide: ErasureOrderSchedule,
    useFactory: ({ database }: ResolvedOptions, store: ActivityStore, life: UpkeepLife) =>
      new ErasureOrderSchedule(database ? store.erasureOrders : undefined, life),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE, UPKEEP_LIFE],
  },
  {
    provide: RetentionSchedule,
    useFactory: (resolved: ResolvedOptions, store: ActivityStore, life: UpkeepLife) =>
      new RetentionSchedule(
        resolved.database ? retentionUpkeep(store, resolved.storage.retention, queryContextOf(resolved)) : undefined,
        life,
      ),
    inject: [RESOLVED_OPTIONS, ACTIVITY_STORE, UPKEEP_LIFE],
  },
  {
    provide: AnomalySchedule,
    ...byName(
      {
        resolved: RESOLVED_OPTIONS,
        store: ACTIVITY_STORE,
        visible: VISIBLE_RECORDS,
        names: UserNames,
        status: HOST_STATUS,
        listeners: ActivitySignalService,
        life: UPKEEP_LIFE,
      },
      anomalySchedule,
    ),
  },
];

interface SearchNeeds {
  resolved: ResolvedOptions;
  store: ActivityStore;
  visible: ActivityStore;
  names: UserNames;
  status: HostStatus;
  listeners: ActivitySignalService;
  life: UpkeepLife;
}

function anomalySchedule({ resolved, store, visible, names, status, listeners, life }: SearchNeeds): AnomalySchedule {
  const { database, signal, admin, buffer } = resolved;
  const lagMs = Math.max(MIN_LAG_MS, FLUSHES_OF_LAG * buffer.interval * SECOND_MS);
  const needs = { store: visible, state: store.anomalies, names, signIns: () => status.signIns(), listeners, lagMs };
  return new AnomalySchedule(database && signal && admin.anomalies ? anomalyUpkeep(needs) : undefined, life);
}

function upkeepLife(
  life: ApplicationLife,
  buffer: LogBufferService,
  modules: ModulesContainer,
  schedule: SchedulePackage,
): UpkeepLife {
  return {
    get isOver() {
      return life.isOver;
    },
    get isInUse() {
      return life.servesHttp || buffer.stats().accepted > 0;
    },
    within: (work) => life.within(work),
    registry: () => schedulerRegistries(modules, schedule)[0],
  };
}
