import 'reflect-metadata';

export { ActivityTrackerModule } from './activity-tracker.module.js';
export type { ActivityTrackerExtras } from './module/module-definition.js';
export type { ActivityTrackerOptions, ActivityTrackerOptionsFactory, RootOptions } from './activity-tracker.options.js';
export { ActivityTrackerOptionsError } from './module/options/resolve-options.js';
export { ActivityTrackerService, type ActivityTrackerStats } from './activity-tracker.service.js';

export type {
  ActivityLog,
  ActivityOutcome,
  ActivityResourceId,
  ActivityUserId,
  GraphqlActivity,
  OmittedBody,
} from './record/activity-log.js';
export type { HostRequest } from './record/host-request.js';
export type { PayloadKeys } from './record/payload-fields.js';

export type { CaptureOptions } from './capture/capture.options.js';
export type { PathType } from './capture/request-url.js';
export {
  ActivityEvent,
  ActivityResource,
  MustBeRecorded,
  SignIn,
  SkipActivity,
  TrackAnonymous,
} from './capture/decorators.js';

export type { GeoOptions } from './identity/country/geo.options.js';
export type { ResolvedUser, ResolveUser } from './identity/identity.js';
export type { JwtAlgorithm, JwtOptions } from './identity/token/jwt.options.js';
export type { UnidentifiedCause } from './identity/token/refusal.js';

export { unescapeKey } from './masking/values/bson-safe.js';
export { FILTERED } from './masking/values/markers.js';
export type { MaskingOptions } from './masking/masking.options.js';
export type { RecordingOptions } from './recording/recording.options.js';

export type { CustomActivity } from './recording/custom-activity.js';

export { ACTIVITY_ANOMALY, ACTIVITY_LOGGED } from './signal/event-names.js';

export type { AnchorOptions, IntegrityOptions } from './integrity/integrity.options.js';
export type { CheckpointFailures } from './integrity/checkpoints/anchoring.js';
export type { AnchorTarget } from './integrity/checkpoints/anchor-sink.js';
export type { IntegrityCheckpoint } from './integrity/checkpoints/checkpoint.js';
export type { BufferOptions } from './buffer/buffer.options.js';
export type { BufferStats, DropReason } from './buffer/reports/buffer-stats.js';
export type { SpoolStats } from './spool/spool-counts.js';
export { ACTIVITY_GAP, ACTIVITY_REMOVED, ACTIVITY_STARTED, ACTIVITY_STOPPED } from './record/tracker-records.js';

export {
  ACTIVITY_STORE,
  type ActivityFilter,
  type ActivityStore,
  type FindOptions,
} from './storage/port/activity-store.js';
export {
  StoreMisconfiguredError,
  StoreNotConfiguredError,
  StoreTimeoutError,
  StoreUnavailableError,
} from './storage/port/store-errors.js';
export type { DeliveryCounts, DeliveryState, StoreDown } from './storage/port/delivery-state.js';
export { InMemoryActivityStore } from './storage/memory/in-memory.store.js';
export { MongoActivityStore } from './storage/mongo/mongo.store.js';
export type { MongoStoreOptions } from './storage/mongo/mongo-store.types.js';
export type { RetentionRule } from './storage/retention-rule.js';
export type { MongoOptions, StorageOptions } from './storage/storage.options.js';

export { HistoryGuard } from './http/access/history.guard.js';
export type { PermissionQuestion } from './http/access/access-rules.js';
export type { HistoryOptions } from './history/history.options.js';
export type {
  AdminHistoryEntry,
  AdminHistoryParams,
  UserHistoryEntry,
  UserHistoryParams,
} from './history/history.service.js';
export type { HistoryPage, PagePosition } from './http/paging/paging.js';
export { RequireActivityPermission } from './http/access/permission.js';
export type { ActivityRight } from './http/access/rights.js';
export type { AuthenticatedUser } from './http/access/request-authenticator.js';

export type { AdminOptions } from './admin/admin.options.js';
export type { LoginField } from './admin/panel/panel-login.js';
export type {
  ActivityQuery,
  QueryCondition,
  QueryContext,
  QueryField,
  QueryTerm,
} from './admin/query/activity-query.js';
export { formatQuery } from './admin/query/parse/format-query.js';
export { parseQuery } from './admin/query/parse/parse-query.js';
export type { QueryProblemCode } from './admin/query/parse/query-problem.js';
export { QuerySyntaxError } from './admin/query/parse/query-syntax-error.js';
export type { DescribeUsers, FindUsers, UserDescription } from './admin/people/user-description.js';
export type { ActivityAnomaly, PersonAnomaly, SecurityRuleName } from './admin/security/security.types.js';
export type { NearMiss, NothingFound } from './admin/records/near-misses.js';
export type { RecordOrder } from './admin/records/record-order.js';
export type { RecordPage, RecordPageSettings } from './admin/records/records.service.js';
