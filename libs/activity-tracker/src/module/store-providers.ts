import { type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { queryContextOf, RESOLVED_OPTIONS, type ResolvedOptions } from '../activity-tracker.options.js';
import { HttpAdapters } from '../capture/http-adapters.js';
import { sealsOf } from '../integrity/record-links.js';
import { hostConnection } from './options/host-connection.js';
import { MaskingOptions } from '../masking/masking.options.js';
import { StoredRecordMask } from '../masking/stored-record-mask.js';
import { ACTIVITY_STORE, type ActivityStore } from '../storage/port/activity-store.js';
import { DisabledActivityStore } from '../storage/disabled.store.js';
import { RECORD_MASK, type RecordMask } from '../storage/record-mask.js';
import { ReadersStore } from '../storage/readers-store.js';
import { VISIBLE_RECORDS, VisibleRecords } from '../storage/visible-records.js';
import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import { DAY_MS } from '../common/time.js';
import { longestTerm, readRetentionRules } from '../retention/retention-rules.js';
import { HostLog } from '../common/host-log.js';
import { ofNest } from './of-nest.js';

export const STORE_PROVIDERS: Provider[] = [
  { provide: ACTIVITY_STORE, useFactory: makeStore, inject: [RESOLVED_OPTIONS, ofNest(ModuleRef), HttpAdapters] },
  {
    provide: RECORD_MASK,
    useFactory: (options: MaskingOptions): RecordMask => new StoredRecordMask(options).mask,
    inject: [MaskingOptions],
  },
  {
    provide: ReadersStore,
    useFactory: (store: ActivityStore) => new ReadersStore(store, store instanceof MongoActivityStore),
    inject: [ACTIVITY_STORE],
  },
  {
    provide: VISIBLE_RECORDS,
    useFactory: ({ store }: ReadersStore, mask: RecordMask) => new VisibleRecords(store, mask),
    inject: [ReadersStore, RECORD_MASK],
  },
];

function makeStore(resolved: ResolvedOptions, modules: ModuleRef, adapters: HttpAdapters): ActivityStore {
  const { storage, mongo, integrity } = resolved;
  const { store, retentionDays } = storage;
  if (store) return store;
  if (!mongo) return new DisabledActivityStore();
  const { uri, connectionName, dbName, collectionName } = mongo;
  const logger = new HostLog();
  return new MongoActivityStore({
    ...(uri === undefined ? { connection: () => hostConnection(modules, connectionName!) } : { uri }),
    dbName,
    collectionName,
    retentionDays,
    statisticsDays: statisticsDaysOf(resolved),
    seals: sealsOf(integrity),
    warn: (message) => logger.warn(message),
    staysConnected: () => adapters.current !== undefined,
  });
}

export function statisticsDaysOf(options: ResolvedOptions): number | undefined {
  const { retentionDays, retention } = options.storage;
  const rules = readRetentionRules(retention, queryContextOf(options));
  const days = Math.min(retentionDays ?? Infinity, longestTerm(rules) / DAY_MS);
  return days === Infinity ? undefined : days;
}
