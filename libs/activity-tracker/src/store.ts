export type {
  ActivityFilter,
  ActivityStore,
  FindOptions,
  IndexKey,
  InsertOutcome,
  RecordChange,
  RewriteOptions,
  StoreDescription,
  StoredRecord,
  StreamOptions,
  WatchOptions,
} from './storage/port/activity-store.js';
export {
  StoreMisconfiguredError,
  StoreNotConfiguredError,
  StoreTimeoutError,
  StoreUnavailableError,
} from './storage/port/store-errors.js';
export type { ErasureOrders, IsErased } from './storage/port/erasure-orders.js';
export type { ErasurePermit, ErasurePermits } from './storage/port/erasure-permits.js';
export { type LegalHold, type LegalHolds, RetentionNotParkedError } from './storage/port/legal-holds.js';
export type { SavedView, SavedViews } from './storage/port/saved-views.js';
export type { VerificationResult, VerificationState } from './storage/port/verification-state.js';
export type { AnomalyState } from './storage/port/anomaly-state.js';
export type { RetentionPass, RetentionProgress, RetentionState } from './storage/port/retention-state.js';
export type { AuditAction, AuditEntry, AuditStore } from './storage/port/audit-store.js';
export { InMemoryAuditStore } from './storage/memory/in-memory-audit.js';

export type { CountedRoute, Dimension, DimensionValue, OtherType, RouteIdentity } from './storage/tally/dimension.js';
export type {
  ActivityStatistics,
  DimensionFilter,
  MaintainedStatistics,
  RebuildProgress,
  RollupHealth,
  RollupProblem,
  Span,
  StatisticsResult,
  StatisticsQuery,
} from './storage/port/statistics.js';
export type { DistinctUsers } from './storage/tally/distinct-users.js';
export type { DurationHistogram } from './storage/tally/duration-histogram.js';
export type { Tallies, Tally } from './storage/tally/tally.js';

export type { ActivityLog } from './record/activity-log.js';
