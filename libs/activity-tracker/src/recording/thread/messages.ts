import type { CaptureOptions } from '../../capture/capture.options.js';
import type { MaskingOptions } from '../../masking/masking.options.js';
import type { BufferOptions } from '../../buffer/buffer.options.js';
import type { StoreDown } from '../../storage/port/delivery-state.js';
import type { PayloadField } from '../../record/payload-fields.js';
import type { NetworkDefaults } from './network-defaults.js';

/** The options that a thread needs, as plain data. */
export interface ThreadOptions {
  readonly capture: Pick<
    CaptureOptions,
    'pathType' | 'allowedHosts' | 'responseHeaders' | 'maxBodyBytes' | 'traceHeader' | 'anonymizeIp'
  >;
  readonly masking: Pick<MaskingOptions, 'excludeKeys' | 'keepKeys' | 'removeKeys'>;
  readonly buffer: BufferOptions;
  readonly storage: { readonly bodyFormat: 'document' | 'text'; readonly retentionDays?: number | undefined };
  readonly mongo: { readonly uri: string; readonly dbName?: string | undefined; readonly collectionName: string };
  /** Of the process, in erasure orders. */
  readonly processId: string;
  readonly statisticsDays: number | undefined;
  readonly payloadFields: readonly PayloadField[];
  /** Bound of the memory that both threads share. */
  readonly sharedBytes: number;
}

export interface SegmentNote {
  readonly id: number;
  readonly uses: number;
  /** Absent if the thread has it already: transferring it is slow. */
  readonly memory?: SharedArrayBuffer;
}

export interface ThreadData {
  readonly options: ThreadOptions;
  readonly state: SharedArrayBuffer;
  readonly segments: readonly SegmentNote[];
  readonly staysConnected: boolean;
}

export interface StartedThreadData extends ThreadData {
  readonly network: NetworkDefaults;
}

/** Requests to the thread; those with an id are answered. */
export type Request =
  | { readonly kind: 'wake' | 'interval' }
  | { readonly kind: 'segment'; readonly segment: SegmentNote }
  | { readonly kind: 'freed'; readonly id: number }
  /** `orders`: reads erasure orders before its next insert, and ends the inserts before that. */
  | { readonly kind: 'flush' | 'flushAll' | 'orders'; readonly id: number }
  | { readonly kind: 'end'; readonly id: number; readonly milliseconds: number };

export type Report =
  | { readonly kind: 'started' }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'log'; readonly level: 'log' | 'warn' | 'error'; readonly message: string }
  /** The record of a frame, in BSON; without bytes there will be none. */
  | { readonly kind: 'told'; readonly ticket: number; readonly bytes?: Uint8Array }
  | { readonly kind: 'down'; readonly down: StoreDown | null };

/** Messages that the thread's handle does not process. */
export type RecordingReport = Exclude<Report, { kind: 'started' | 'done' }>;
