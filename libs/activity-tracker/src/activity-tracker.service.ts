import { Inject, Injectable } from '@nestjs/common';
import type { QueryContext } from './admin/query/activity-query.js';
import { parseQuery } from './admin/query/parse/parse-query.js';
import { ADMIN_ANSWERS, type LateAnswers } from './admin/api/late-answers.js';
import { RetentionSchedule } from './admin/upkeep-schedules.js';
import type { RecordPage, RecordPageSettings } from './admin/records/records.service.js';
import type { BufferStats } from './buffer/reports/buffer-stats.js';
import { LogBufferService } from './buffer/log-buffer.service.js';
import type { UnidentifiedCause } from './identity/token/refusal.js';
import { IdentityService } from './identity/identity.service.js';
import {
  type AdminHistoryEntry,
  type AdminHistoryParams,
  HistoryService,
  type UserHistoryEntry,
  type UserHistoryParams,
} from './history/history.service.js';
import type { HistoryPage } from './http/paging/paging.js';
import type { ActivityLog, ActivityUserId } from './record/activity-log.js';
import { ActivityRecorder } from './recording/activity-recorder.js';
import type { CustomActivity } from './recording/custom-activity.js';
import { ActivitySignalService } from './signal/activity-signal.service.js';
import { maintainedStatisticsOf } from './admin/statistics/maintained-statistics.js';
import {
  ACTIVITY_STORE,
  type ActivityFilter,
  type ActivityStore,
  type FindOptions,
} from './storage/port/activity-store.js';
import type { RebuildProgress, Span } from './storage/port/statistics.js';
import { SharedClass } from './package/shared-class.js';

/** Counters since the application started. @publicApi */
export interface ActivityTrackerStats extends BufferStats {
  /** Requests that the tracker failed to record. */
  failed: number;
  /** Failures of `resolveUser` or of reading its payload. */
  identityFailures: number;
  /** Requests with a credential that identified no user, by cause; they are treated as anonymous. */
  unidentified: Readonly<Record<UnidentifiedCause, number>>;
  /** Errors and rejections of listeners of `activity.logged` and `activity.anomaly`. */
  listenerFailures: number;
  /** Failed rounds of `storage.retention`; each is tried again after a minute. */
  retentionFailures: number;
}

/** Service for applications: custom activities, flushing, queries. @publicApi */
@SharedClass('ActivityTrackerService')
@Injectable()
export class ActivityTrackerService {
  /** @internal */
  constructor(
    private readonly recorder: ActivityRecorder,
    private readonly identities: IdentityService,
    private readonly signal: ActivitySignalService,
    private readonly buffer: LogBufferService,
    @Inject(ACTIVITY_STORE) private readonly store: ActivityStore,
    private readonly history: HistoryService,
    @Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers,
    @Inject(RetentionSchedule) private readonly retention: Pick<RetentionSchedule, 'failures'>,
  ) {}

  /** Records a custom activity, masked, buffered and emitted like a request. Never throws and never waits. */
  track(activity: CustomActivity): void {
    this.recorder.recordCustom(activity);
  }

  /** Stores buffered records now. Resolves after the attempt; {@link stats} tells its result. */
  flush(): Promise<void> {
    return this.buffer.flush();
  }

  /** Returns counters since the application started, and the current state of the buffer. */
  stats(): ActivityTrackerStats {
    return {
      ...this.buffer.stats(),
      failed: this.recorder.failures,
      identityFailures: this.identities.failures,
      unidentified: this.identities.unidentifiedCounts,
      listenerFailures: this.signal.failures,
      retentionFailures: this.retention.failures,
    };
  }

  /** Returns a page of a user's history, as `GET /user-history` does. @throws StoreUnavailableError */
  userHistory(userId: ActivityUserId, params?: UserHistoryParams): Promise<HistoryPage<UserHistoryEntry>> {
    return this.history.userHistory(userId, params);
  }

  /** Returns a page of the history of all users, as `GET /admin-history` does. @throws StoreUnavailableError */
  adminHistory(params?: AdminHistoryParams): Promise<HistoryPage<AdminHistoryEntry>> {
    return this.history.adminHistory(params);
  }

  /**
   * Returns a page of complete records that match a query text, such as `user:42 status:5xx since:24h`. Conditions
   * without an index are searched within `budgetMs`; `searched_to` then tells how far, and `next` continues.
   * @throws QuerySyntaxError with the position of the error and a remedy
   * @throws StoreUnavailableError
   */
  async query(text: string, options: RecordPageSettings & QueryContext = {}): Promise<RecordPage> {
    const { zone, payloadKeys, ...settings } = options;
    const { recordsService, context } = await this.answers.get();
    const query = parseQuery(text, {
      payloadKeys: payloadKeys ?? context.payloadKeys,
      ...(zone !== undefined && { zone }),
    });
    return recordsService.list(await context.names.resolve(query), { fields: 'all', ...settings });
  }

  /**
   * Returns records that match a filter in MongoDB's query language, newest first. Always set `limit`.
   * @throws StoreUnavailableError
   */
  find(filter: ActivityFilter, options?: FindOptions): Promise<ActivityLog[]> {
    return this.store.find(filter, options);
  }

  /** Returns the number of matching records, counted up to `cap`. Default: 10,000. @throws StoreUnavailableError */
  count(filter: ActivityFilter, cap = 10_000): Promise<number> {
    return this.store.count(filter, cap);
  }

  /**
   * Recalculates statistics of a time span from the records (default: all), after an import or writes of another
   * program. Returns `null` if there are no records or the store maintains no statistics.
   * @throws StoreUnavailableError
   */
  async rebuildStatistics(
    span?: Partial<Span>,
    onProgress?: (progress: RebuildProgress) => void,
  ): Promise<RebuildProgress | null> {
    return (await maintainedStatisticsOf(this.store)?.rebuild(span, onProgress)) ?? null;
  }
}
