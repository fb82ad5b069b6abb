import { mongo } from 'mongoose';
import { plainRecord } from '../../bson/encoded-part.js';
import { pressureMarker, type PressureMarker } from '../../bson/shed-bodies.js';
import type { LogBufferService } from '../../buffer/log-buffer.service.js';
import { counted } from '../../common/counted.js';
import { errorText } from '../../common/error-text.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { LifeState } from '../../sequence/life-state.js';
import type { BuiltRecord, RecordBuilder } from '../building/record-builder.js';
import { readExchange, shedSizes } from './ring/read-exchange.js';
import { EXCHANGE_FRAME, type Frame } from './ring/frame.js';
import { readRecord } from './ring/record-frame.js';
import { COUNTERS, type Counters, type SharedState } from './shared-state.js';

export interface FrameRecorderSettings {
  readonly builder: RecordBuilder;
  readonly buffer: Pick<LogBufferService, 'add' | 'noteLosses' | 'stats'>;
  readonly state: SharedState;
  readonly life: LifeState;
  readonly capture: { readonly maxBodyBytes: number; readonly responseHeaders: boolean };
  readonly bodyFormat: 'document' | 'text';
  /** Called once for each frame whose record is stored or given up: it is then to be settled. */
  readonly done: (frame: Frame) => void;
  /** A frame that so many threads ended with while they built its record is given up. */
  readonly mostAttempts: number;
  /** For listeners: the record as it is stored; `undefined` if there is none. */
  readonly told: (ticket: number, record: ActivityLog | undefined) => void;
  readonly failed: (error: unknown) => void;
}

/** Turns frames into records in the buffer, and settles each frame when its record is stored or given up. */
export class FrameRecorder {
  private readonly marker: PressureMarker;
  /** Figures of the threads before this one. */
  private readonly before: Counters;
  private readonly noted = { dropped: 0, shed: 0 };
  private failures = 0;
  private settled = 0;

  constructor(private readonly settings: FrameRecorderSettings) {
    this.marker = pressureMarker(settings.bodyFormat);
    this.before = settings.state.read();
  }

  /** A new frame, or one that a thread before this one left. */
  take(frame: Frame): void {
    if (frame.isSettled) return;
    if (frame.attempts < this.settings.mostAttempts) this.record(frame);
    else {
      this.noteFailure(new Error(`${counted(frame.attempts, 'thread')} ended while building its record`));
      if (frame.isTold) this.settings.told(frame.ticket, undefined);
      this.settings.done(frame);
    }
  }

  private record(frame: Frame): void {
    const { isTold, ticket } = frame;
    // The other thread may use the memory of a frame again as soon as it is settled.
    let isDone = false;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      this.settings.done(frame);
    };
    frame.building();
    try {
      const { record, bytes, bodyBytes } = this.built(frame);
      if (frame.seq > 0) {
        record.instance = this.settings.life.instance;
        record.seq = frame.seq;
      }
      this.settings.buffer.add(record, bytes, bodyBytes, done);
      if (!isDone) {
        frame.seq = record.seq ?? 0;
        frame.queued();
      }
      if (isTold) this.settings.told(ticket, record);
    } catch (error) {
      this.noteFailure(error);
      if (isTold) this.settings.told(ticket, undefined);
      done();
    }
  }

  /** Makes the figures known to the other thread, which counts itself what it dropped and shed. @param done frames that are about to be settled */
  publish(done: number): void {
    this.noteLosses();
    const { before, settings, noted } = this;
    this.settled += done;
    const stats = settings.buffer.stats();
    const now = {
      ...stats,
      ...stats.dropped,
      full: stats.dropped.full - noted.dropped,
      shed: stats.shed - noted.shed,
      failed: this.failures,
      settled: this.settled,
    };
    const sum = { ...before };
    for (const name of COUNTERS) sum[name] += now[name];
    settings.state.publish(sum);
  }

  noteLosses(): void {
    const { settings, noted } = this;
    const { dropped, shed } = settings.state.takeLosses();
    if (dropped + shed > 0) settings.buffer.noteLosses(dropped, shed);
    noted.dropped += dropped;
    noted.shed += shed;
  }

  private built(frame: Frame): BuiltRecord {
    if (frame.kind !== EXCHANGE_FRAME) return readRecord(frame);
    const { builder, capture } = this.settings;
    const built = builder.build(readExchange(frame, capture.maxBodyBytes, capture.responseHeaders));
    if (!frame.isShed) return built;
    const { request, response } = shedSizes(frame);
    const { record } = built;
    if ('body' in record && request > 0) record.body = this.marker(request);
    if ('response' in record && response > 0) record.response = this.marker(response);
    return built;
  }

  private noteFailure(error: unknown): void {
    this.failures++;
    this.settings.failed(error);
  }
}

export const failureText = (error: unknown): string =>
  `Failed to record a request: ${errorText(error)}. Further failures are only counted in stats().failed (logged once).`;

/** In BSON, as listeners of another thread get it: a copy, since a message takes along all the memory that bytes are a part of. */
export function toldBytes(record: ActivityLog): Uint8Array {
  return new Uint8Array(mongo.BSON.serialize(plainRecord(record), { ignoreUndefined: true }));
}
