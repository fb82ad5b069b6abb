import type { mongo } from 'mongoose';
import type { ActivityStore } from '../../port/activity-store.js';
import type { AnomalyState } from '../../port/anomaly-state.js';
import type { AuditStore } from '../../port/audit-store.js';
import type { ErasurePermits } from '../../port/erasure-permits.js';
import type { LegalHolds } from '../../port/legal-holds.js';
import type { RetentionState } from '../../port/retention-state.js';
import type { SavedViews } from '../../port/saved-views.js';
import type { VerificationState } from '../../port/verification-state.js';
import type { CollectionAccess } from '../connection/collection-access.js';
import { orderCollections } from '../erasures/order-collections.js';
import { MongoErasureOrders } from '../erasures/mongo-erasure-orders.js';
import { holdCollections } from '../holds/hold-collections.js';
import { MongoHolds } from '../holds/mongo-holds.js';
import type { MongoStoreOptions } from '../mongo-store.types.js';
import { MongoStatistics } from '../rollups/mongo-statistics.js';
import { rollupCollections } from '../rollups/rollup-collections.js';
import { anomalyCollection, MongoAnomalies } from './mongo-anomalies.js';
import { MongoAuditStore } from './mongo-audit.js';
import { MongoPermits, permitCollection } from './mongo-permits.js';
import { MongoRetention, retentionCollection } from './mongo-retention.js';
import { MongoVerification, verificationCollection } from './mongo-verification.js';
import { MongoViews, viewCollection } from './mongo-views.js';

/** Time of one query beyond that of connecting. Milliseconds. */
export const DEFAULT_QUERY_MS = 10_000;

export interface Companions {
  readonly audit: AuditStore;
  readonly statistics: MongoStatistics;
  readonly holds: Required<LegalHolds>;
  readonly erasureOrders: MongoErasureOrders;
  readonly erasurePermits: ErasurePermits;
  readonly verification: VerificationState;
  readonly retention: RetentionState;
  readonly views: SavedViews;
  readonly anomalies: AnomalyState;
}

/** @param store reads the records that statistics count */
export function companionsOf(access: CollectionAccess, options: MongoStoreOptions, store: ActivityStore): Companions {
  const { collectionName, retentionDays, statisticsDays = retentionDays, clock } = options;
  const { deadlineMs: writeDeadlineMs } = access;
  const warn = (message: string): void => access.warn(message);
  const on =
    <C>(collectionsOf: (database: mongo.Db, collectionName: string) => C) =>
    <T>(doing: string, deadlineMs: number, work: (collections: C) => Promise<T>): Promise<T> =>
      access.attempt(doing, writeDeadlineMs + deadlineMs, async () =>
        work(collectionsOf(access.database(), collectionName)),
      );
  const onOne = <C>(collectionOf: (database: mongo.Db, collectionName: string) => C) => {
    const run = on(collectionOf);
    return <T>(doing: string, work: (collection: C) => Promise<T>): Promise<T> => run(doing, DEFAULT_QUERY_MS, work);
  };
  return {
    audit: new MongoAuditStore({
      collectionName,
      deadlineMs: writeDeadlineMs,
      run: (doing, deadlineMs, work) => access.attempt(doing, deadlineMs, async () => work(access.database())),
      warn,
      ...(clock && { clock }),
    }),
    statistics: new MongoStatistics(
      { collectionName, retentionDays: statisticsDays, writeDeadlineMs, run: on(rollupCollections), warn },
      store,
    ),
    holds: new MongoHolds({ retentionDays, run: on(holdCollections) }),
    erasureOrders: new MongoErasureOrders({
      run: on(orderCollections),
      insertMs: writeDeadlineMs,
      warn,
      processId: options.processId,
    }),
    erasurePermits: new MongoPermits(onOne(permitCollection)),
    verification: new MongoVerification(onOne(verificationCollection)),
    retention: new MongoRetention(onOne(retentionCollection)),
    views: new MongoViews(onOne(viewCollection)),
    anomalies: new MongoAnomalies(onOne(anomalyCollection)),
  };
}
