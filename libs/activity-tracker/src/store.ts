export {
  type ActivityFilter,
  type ActivityStore,
  type FindOptions,
  type IndexKey,
  type InsertOutcome,
  type RecordChange,
  type RewriteOptions,
  StoreMisconfiguredError,
  StoreNotConfiguredError,
  StoreTimeoutError,
  StoreUnavailableError,
  type StoreDescription,
  type StoredRecord,
  type StreamOptions,
  type WatchOptions,
} from './storage/activity-store.js';
export type { ErasurePermit, ErasurePermits } from './storage/erasure-permits.js';
export { type LegalHold, type LegalHolds, RetentionNotParkedError } from './storage/legal-holds.js';
export type { AuditAction, AuditEntry, AuditStore } from './storage/audit-store.js';
export { InMemoryAuditStore } from './storage/memory/in-memory-audit.js';

export type { Dimension, DimensionValue, RouteIdentity } from './storage/statistics/dimension.js';
export type {
  ActivityStatistics,
  DimensionFilter,
  MaintainedStatistics,
  RebuildProgress,
  RollupHealth,
  RollupProblem,
  Span,
  StatisticsAnswer,
  StatisticsQuestion,
} from './storage/statistics/statistics.js';
export type { DistinctUsers } from './storage/statistics/distinct-users.js';
export type { DurationHistogram } from './storage/statistics/duration-histogram.js';
export type { Tallies, Tally } from './storage/statistics/tally.js';

export type { ActivityLog } from './record/activity-log.js';
