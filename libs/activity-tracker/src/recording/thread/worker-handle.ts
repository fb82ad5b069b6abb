import { Worker } from 'node:worker_threads';
import { errorText } from '../../common/error-text.js';
import { packageLoader } from '../../package/package-loader.js';
import type { RecordingReport, Report, Request, StartedThreadData, ThreadData } from './messages.js';
import { networkDefaults } from './network-defaults.js';

type Question = Extract<Request, { kind: 'flush' | 'flushAll' | 'orders' | 'end' }>;

interface Pending {
  readonly question: Question;
  readonly resolve: () => void;
}

/** Records are short-lived: a small young generation saves memory and costs little time. */
const YOUNG_MB = 12;
/** Far beyond need: a thread that takes more ends by itself, before the system ends the process. */
const LEAST_OLD_MB = 192;
const OLD_PER_SHARED = 2;
const MIB = 1024 * 1024;

/** A file that is not the tracker's, or a thread that hangs, would keep records, and whoever waits for a flush, for good. */
const LONGEST_SILENCE_MS = 15_000;
/** Looks, rather than one timer: a process that was stopped and continues must not take its thread for one that hangs. */
const LOOKS = 5;

export interface WorkerListener {
  reported(report: RecordingReport): void;
  /** The thread has ended, and was not asked to. */
  died(why: string, isHanging: boolean): void;
}

/** Runs one thread after another and repeats unanswered requests. Keeps the process alive only on request. */
export class WorkerHandle {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  /** The thread could not be started; `died` follows. */
  private isFailing = false;
  private isOver = false;

  constructor(
    private readonly file: string | URL,
    private readonly listener: WorkerListener,
    /** Changes while the thread works. */
    private readonly beat: () => number,
  ) {}

  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  start(workerData: ThreadData): void {
    if (this.isFailing || this.isOver) return;
    let worker: Worker;
    try {
      worker = this.created(workerData);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.worker = worker;
    let why = 'it ended';
    let hasSpoken = false;
    let isHanging = false;
    const watch = onSilence(this.beat, () => {
      isHanging = true;
      const when = hasSpoken ? '' : ' after its start';
      why = `it gave no sign of life for ${LONGEST_SILENCE_MS / 1_000} s${when}`;
      void worker.terminate();
    });
    worker.on('message', (report: Report) => {
      hasSpoken = true;
      this.heard(report);
    });
    worker.on('error', (error) => (why = errorText(error)));
    worker.on('exit', () => {
      clearInterval(watch);
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.listener.died(why, isHanging);
    });
    worker.unref();
    for (const { question } of this.pending.values()) this.post(question);
    this.keepProcess();
  }

  post(request: Request): void {
    this.worker?.postMessage(request);
  }

  /** Resolves when it is answered, by this thread or a later one, or when {@link giveUp} is called. */
  ask(asked: Pick<Question, 'kind'> & { milliseconds?: number }): Promise<void> {
    return new Promise((resolve) => {
      const question = { ...asked, id: ++this.lastId } as Question;
      this.pending.set(question.id, { question, resolve });
      this.post(question);
      this.keepProcess();
    });
  }

  /** Answers pending requests: no further thread will. */
  giveUp(): void {
    for (const { resolve } of this.pending.values()) resolve();
    this.pending.clear();
  }

  async terminate(): Promise<void> {
    const { worker } = this;
    this.isOver = true;
    this.worker = undefined;
    this.giveUp();
    await worker?.terminate();
  }

  /** Flags of the application, such as a loader, must not apply to this file. */
  private created(data: ThreadData): Worker {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const workerData: StartedThreadData = { ...data, network: networkDefaults() };
    const resourceLimits = {
      maxYoungGenerationSizeMb: YOUNG_MB,
      maxOldGenerationSizeMb: LEAST_OLD_MB + Math.ceil((OLD_PER_SHARED * data.options.sharedBytes) / MIB),
    };
    const execArgv = packageLoader(this.file);
    return new Worker(this.file, { workerData, execArgv, env, name: 'activity-tracker', resourceLimits });
  }

  private fail(error: unknown): void {
    this.isFailing = true;
    setImmediate(() => {
      this.isFailing = false;
      if (!this.isOver) this.listener.died(errorText(error), false);
    });
  }

  private heard(report: Report): void {
    if (report.kind === 'started') return;
    if (report.kind !== 'done') {
      this.listener.reported(report);
      return;
    }
    this.pending.get(report.id)?.resolve();
    this.pending.delete(report.id);
    this.keepProcess();
  }

  private keepProcess(): void {
    if (this.pending.size > 0) this.worker?.ref();
    else this.worker?.unref();
  }
}

function onSilence(beat: () => number, silent: () => void): NodeJS.Timeout {
  let [last, looks] = [beat(), 0];
  const watch = setInterval(() => {
    const now = beat();
    looks = now === last ? looks + 1 : 0;
    last = now;
    if (looks < LOOKS) return;
    clearInterval(watch);
    silent();
  }, LONGEST_SILENCE_MS / LOOKS);
  return watch.unref();
}
