import { Inject, Injectable } from '@nestjs/common';
import type { QueryContext } from './admin/query/activity-query.js';
import { parseQuery } from './admin/query/parse/parse-query.js';
import { ADMIN_ANSWERS, type LateAnswers } from './admin/api/late-answers.js';
import type { RecordPage, RecordPageSettings } from './admin/records/records.service.js';
import type { BufferStats } from './buffer/buffer-stats.js';
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

/**
 * What the tracker has done since the app started.
 * @publicApi
 */
export interface ActivityTrackerStats extends BufferStats {
  /** Calls that could not be recorded through a fault of the tracker. */
  failed: number;
  /** Times that `resolveUser`, or reading a value of its payload, failed. */
  identityFailures: number;
  /** Requests with a credential that did not identify a user, by cause: each counts as anonymous. */
  unidentified: Readonly<Record<UnidentifiedCause, number>>;
  /** Times a listener of `activity.logged` threw or rejected. */
  listenerFailures: number;
}

/**
 * What a host calls: events of its own, flushing, queries.
 * @publicApi
 */
@SharedClass('ActivityTrackerService')
@Injectable()
export class ActivityTrackerService {
  /** @internal */
  constructor(
    @Inject(ActivityRecorder) private readonly recorder: ActivityRecorder,
    @Inject(IdentityService) private readonly identities: IdentityService,
    @Inject(ActivitySignalService) private readonly signal: ActivitySignalService,
    @Inject(LogBufferService) private readonly buffer: LogBufferService,
    @Inject(ACTIVITY_STORE) private readonly store: ActivityStore,
    @Inject(HistoryService) private readonly history: HistoryService,
    @Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers,
  ) {}

  /**
   * Records something that is no request. It takes the way of all records: masked, buffered, announced. Never throws
   * and never waits.
   */
  track(activity: CustomActivity): void {
    this.recorder.recordCustom(activity);
  }

  /** Stores now what waits in the buffer. Resolves when that was tried; see {@link stats} for what became of it. */
  flush(): Promise<void> {
    return this.buffer.flush();
  }

  /** Counters since the application started, and the state of the buffer now. */
  stats(): ActivityTrackerStats {
    return {
      ...this.buffer.stats(),
      failed: this.recorder.failures,
      identityFailures: this.identities.failures,
      unidentified: this.identities.unidentifiedCounts,
      listenerFailures: this.signal.failures,
    };
  }

  /**
   * A page of a user's own history, as `GET /user-history` shows it.
   * @throws StoreUnavailableError
   */
  userHistory(userId: ActivityUserId, params?: UserHistoryParams): Promise<HistoryPage<UserHistoryEntry>> {
    return this.history.userHistory(userId, params);
  }

  /**
   * A page of everyone's history, as `GET /admin-history` shows it.
   * @throws StoreUnavailableError
   */
  adminHistory(params?: AdminHistoryParams): Promise<HistoryPage<AdminHistoryEntry>> {
    return this.history.adminHistory(params);
  }

  /**
   * A page of the records that a query text asks for, such as `user:42 status:5xx since:24h`, each whole. What no index
   * leads to is looked for within `budgetMs`; `searched_to` then says how far, and `next` looks further.
   * @throws QuerySyntaxError with the place of what is wrong, and what to write instead
   * @throws StoreUnavailableError
   */
  async query(text: string, options: RecordPageSettings & QueryContext = {}): Promise<RecordPage> {
    const { zone, ...settings } = options;
    const query = parseQuery(text, { ...(zone !== undefined && { zone }) });
    const { recordsService } = await this.answers.get();
    return recordsService.list(query, { fields: 'all', ...settings });
  }

  /**
   * Records that match a filter in MongoDB's query language, newest first. Give a `limit`.
   * @throws StoreUnavailableError
   */
  find(filter: ActivityFilter, options?: FindOptions): Promise<ActivityLog[]> {
    return this.store.find(filter, options);
  }

  /**
   * How many records match, counted up to `cap`.
   * @throws StoreUnavailableError
   */
  count(filter: ActivityFilter, cap = 10_000): Promise<number> {
    return this.store.count(filter, cap);
  }

  /**
   * Counts the statistics of a span again from the records, by default all of them: after an import, or after another
   * program wrote to the collection. `null` where there is nothing to count, or the store counts nothing ahead.
   * @throws StoreUnavailableError
   */
  async rebuildStatistics(
    span?: Partial<Span>,
    onProgress?: (progress: RebuildProgress) => void,
  ): Promise<RebuildProgress | null> {
    return (await maintainedStatisticsOf(this.store)?.rebuild(span, onProgress)) ?? null;
  }
}
