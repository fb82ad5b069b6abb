import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogBufferService } from '../../buffer/log-buffer.service.js';
import type { RecordBuilder } from '../building/record-builder.js';
import { FrameRecorder } from './frame-recorder.js';
import type { ThreadOptions } from './messages.js';
import type { RecordingThread } from './recording-thread.js';
import { framesOf } from './ring/ring-reader.js';

/** Milliseconds of work before requests have a turn. */
const TURN_MS = 4;

interface TakeoverSettings {
  readonly thread: RecordingThread;
  readonly options: ThreadOptions;
  readonly builder: RecordBuilder;
  readonly buffer: LogBufferService;
  readonly failed: (error: unknown) => void;
}

/** Records the frames of ended threads in this thread. */
export class Takeover {
  private readonly frames: FrameRecorder;
  /** Frames that this thread's buffer does not hold yet. */
  left: number;
  /** Frames that this thread's buffer holds and counts. */
  taken = 0;
  /** Losses that the application's side had counted; that buffer counts them, too, as it notes them in the log. */
  readonly noted: { readonly dropped: number; readonly shed: number };

  constructor(private readonly settings: TakeoverSettings) {
    const { thread, options, builder, buffer, failed } = settings;
    this.left = thread.waiting;
    this.frames = new FrameRecorder({
      builder,
      buffer,
      state: thread.state,
      life: thread.state.life(),
      capture: options.capture,
      bodyFormat: options.storage.bodyFormat,
      // What ended a thread is not tried in this one.
      mostAttempts: 1,
      done: (frame) => frame.settle(),
      told: (ticket, record) => thread.told(ticket, record),
      failed,
    });
    this.noted = thread.state.takeLosses();
    buffer.noteLosses(this.noted.dropped, this.noted.shed);
  }

  async run(): Promise<void> {
    let until = performance.now() + TURN_MS;
    for (const segment of this.settings.thread.ring.segments) {
      for (const frame of framesOf(segment)) {
        if (frame.isSettled) continue;
        this.left--;
        this.taken++;
        this.frames.take(frame);
        if (performance.now() < until) continue;
        await nextTurn();
        until = performance.now() + TURN_MS;
      }
    }
  }
}
