import type { Provider } from '@nestjs/common';
import { payloadFieldsOf, RESOLVED_OPTIONS, type ResolvedOptions } from '../activity-tracker.options.js';
import type { RecordingThreadHealth } from '../admin/host-status.js';
import { ApplicationLife } from '../buffer/life/application-life.js';
import { LogBufferService } from '../buffer/log-buffer.service.js';
import { HttpAdapters } from '../capture/http-adapters.js';
import { CountryLookup } from '../identity/country/country-lookup.js';
import { IdentityService } from '../identity/identity.service.js';
import { Masker } from '../masking/masker.js';
import { ActivityRecorder } from '../recording/activity-recorder.js';
import { RecordBuilder } from '../recording/building/record-builder.js';
import { ExchangeReader } from '../recording/exchange-reader.js';
import { RecordSink } from '../recording/record-sink.js';
import type { ThreadOptions } from '../recording/thread/messages.js';
import { ThreadedBuffer, type ThreadedBufferSettings } from '../recording/thread/threaded-buffer.js';
import { TrafficRecording } from '../recording/traffic-recording.js';
import type { LifeState } from '../sequence/life-state.js';
import { ActivitySignalService } from '../signal/activity-signal.service.js';
import { SpoolDirectoryError } from '../spool/owners/spool-root.js';
import type { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import { ACTIVITY_STORE, type ActivityStore } from '../storage/port/activity-store.js';
import { ActivityTrackerOptionsError } from './options/resolve-options.js';
import { chooseThread, type ThreadChoice } from './options/thread-choice.js';
import { statisticsDaysOf } from './store-providers.js';

/** Not the instance itself: Nest would call its hooks for each token that provides it. */
interface Threaded {
  readonly buffer?: ThreadedBuffer;
}

const THREAD_CHOICE = Symbol.for('nestjs-activity-tracker:thread-choice');
const THREADED_BUFFER = Symbol.for('nestjs-activity-tracker:threaded-buffer');
export const RECORDING_THREAD = Symbol.for('nestjs-activity-tracker:recording-thread');

export const RECORDING_PROVIDERS: Provider[] = [
  {
    provide: ExchangeReader,
    useFactory: ({ capture }: ResolvedOptions, identities: IdentityService, countries: CountryLookup) =>
      new ExchangeReader(capture, identities, countries),
    inject: [RESOLVED_OPTIONS, IdentityService, CountryLookup],
  },
  {
    provide: RecordBuilder,
    useFactory: (resolved: ResolvedOptions, masker: Masker) =>
      new RecordBuilder(resolved.capture, resolved.storage, payloadFieldsOf(resolved), masker),
    inject: [RESOLVED_OPTIONS, Masker],
  },
  { provide: THREAD_CHOICE, useFactory: chooseThread, inject: [RESOLVED_OPTIONS] },
  {
    provide: THREADED_BUFFER,
    useFactory: (
      choice: ThreadChoice,
      resolved: ResolvedOptions,
      store: ActivityStore,
      life: ApplicationLife,
      signal: ActivitySignalService,
      builder: RecordBuilder,
      adapters: HttpAdapters,
    ): Threaded =>
      choice.file === undefined
        ? {}
        : {
            buffer: threadedBuffer(store as MongoActivityStore, resolved, {
              file: choice.file,
              staysConnected: () => adapters.current !== undefined,
              signal,
              refuseBoot: resolved.storage.refuseBoot,
              life,
              builder,
              localBuffer: (state) => bufferOf(resolved, store, life, state),
            }),
          },
    inject: [
      THREAD_CHOICE,
      RESOLVED_OPTIONS,
      ACTIVITY_STORE,
      ApplicationLife,
      ActivitySignalService,
      RecordBuilder,
      HttpAdapters,
    ],
  },
  {
    provide: RECORDING_THREAD,
    useFactory:
      (choice: ThreadChoice, { buffer }: Threaded) =>
      (): RecordingThreadHealth => {
        const used = buffer?.isThreaded ? 'worker' : 'main';
        const reason = choice.reason ?? (buffer && used === 'main' ? 'the thread ended again and again' : null);
        return { wanted: choice.wanted, used, reason };
      },
    inject: [THREAD_CHOICE, THREADED_BUFFER],
  },
  ActivityRecorder,
  {
    provide: RecordSink,
    useFactory: (
      resolved: ResolvedOptions,
      buffer: LogBufferService,
      signal: ActivitySignalService,
      threaded: Threaded,
    ) => new RecordSink(resolved, buffer, signal, threaded.buffer),
    inject: [RESOLVED_OPTIONS, LogBufferService, ActivitySignalService, THREADED_BUFFER],
  },
  TrafficRecording,
  {
    provide: LogBufferService,
    useFactory: (threaded: Threaded, resolved: ResolvedOptions, store: ActivityStore, life: ApplicationLife) =>
      threaded.buffer ?? bufferOf(resolved, store, life),
    inject: [THREADED_BUFFER, RESOLVED_OPTIONS, ACTIVITY_STORE, ApplicationLife],
  },
];

/** @param store of mongo.uri: a thread is chosen for no other */
function threadedBuffer(
  store: MongoActivityStore,
  resolved: ResolvedOptions,
  settings: Omit<ThreadedBufferSettings, 'store' | 'options'>,
): ThreadedBuffer {
  const processId = store.shareOrders(() => buffer.readOrders());
  const buffer = new ThreadedBuffer({ ...settings, store, options: { ...threadOptionsOf(resolved), processId } });
  return buffer;
}

function bufferOf(
  resolved: ResolvedOptions,
  store: ActivityStore,
  life: ApplicationLife,
  state?: LifeState,
): LogBufferService {
  try {
    const storage = { isUsed: resolved.database, ...resolved.storage };
    return new LogBufferService(resolved.buffer, store, storage, life, resolved.integrity, state);
  } catch (error) {
    throw error instanceof SpoolDirectoryError ? new ActivityTrackerOptionsError([error.message]) : error;
  }
}

/** Plain data only: a thread gets a copy. */
function threadOptionsOf(resolved: ResolvedOptions): Omit<ThreadOptions, 'processId'> {
  const { capture, masking, buffer, storage, mongo } = resolved;
  const { pathType, allowedHosts, responseHeaders, maxBodyBytes, traceHeader, anonymizeIp } = capture;
  const { excludeKeys, keepKeys, removeKeys } = masking;
  const { uri, dbName, collectionName } = mongo!;
  return {
    capture: { pathType, allowedHosts, responseHeaders, maxBodyBytes, traceHeader, anonymizeIp },
    masking: { excludeKeys, keepKeys, removeKeys },
    // In addition to the records in shared memory, with the same bound.
    buffer: { ...buffer, maxBytes: Math.max(buffer.maxBytes / 2, capture.maxBodyBytes) },
    storage: { bodyFormat: storage.bodyFormat, retentionDays: storage.retentionDays },
    mongo: { uri: uri!, dbName, collectionName },
    statisticsDays: statisticsDaysOf(resolved),
    payloadFields: payloadFieldsOf(resolved),
    sharedBytes: buffer.maxBytes,
  };
}
