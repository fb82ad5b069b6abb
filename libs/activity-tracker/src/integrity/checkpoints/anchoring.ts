import type { HostLog } from '../../common/host-log.js';
import { settledWithin } from '../../common/deadline.js';
import { SECOND_MS } from '../../common/time.js';
import type { KeyedHash } from '../chain/keyed-hash.js';
import { AnchorQueue } from './anchor-queue.js';
import type { AnchorTarget } from './anchor-sink.js';
import { CheckpointMaker, type TakenState } from './checkpoint-maker.js';

/** Checkpoints that a target did not take. @publicApi */
export interface CheckpointFailures {
  /** Failed attempts; each checkpoint is tried again with the next one. */
  refused: number;
  /** Checkpoints given up because the target took none for days. */
  lost: number;
}

/** States that wait for the store: a day of an outage with a checkpoint each five minutes. */
const MOST_TAKEN = 300;
const CLOSING_MS = 2 * SECOND_MS;

export interface AnchoringSettings {
  readonly instance: string;
  readonly everySeconds: number;
  readonly targets: readonly AnchorTarget[];
  readonly key: KeyedHash;
  /** `storage.retentionDays`. */
  readonly retentionDays: number | undefined;
  readonly logger: HostLog;
  /** Tries to store waiting records; true if all records so far are stored or on disk. */
  stored(): Promise<boolean>;
}

/** A checkpoint waits until its records are stored: what it proves and the store lacks was then removed. */
export class Anchoring {
  private readonly maker: CheckpointMaker;
  private readonly queues: readonly AnchorQueue[];
  private readonly taken: TakenState[] = [];
  private timer: NodeJS.Timeout | undefined;
  private publishing: Promise<void> | undefined;

  constructor(private readonly settings: AnchoringSettings) {
    const { instance, everySeconds, key, targets, logger, retentionDays = null } = settings;
    this.maker = new CheckpointMaker(instance, everySeconds, key, retentionDays);
    this.queues = targets.map((target) => new AnchorQueue(target, logger));
  }

  get failures(): CheckpointFailures {
    return {
      refused: this.queues.reduce((sum, { failures }) => sum + failures, 0),
      lost: this.queues.reduce((sum, { lost }) => sum + lost, 0),
    };
  }

  /** The first checkpoint says that the process began; it covers nothing. */
  readonly linked = (hash: Buffer): void => {
    if (!this.timer) this.begin();
    this.maker.add(hash);
  };

  /** The last checkpoint. Never rejects. */
  async end(): Promise<void> {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.taken.push(this.maker.take(true));
    await settledWithin(this.send(this.taken.length), CLOSING_MS);
  }

  private begin(): void {
    this.taken.push(this.maker.take());
    void this.send(1);
    this.timer = setInterval(() => {
      // A state that waits is joined with the next only where the store is away for long.
      if (this.taken.length < MOST_TAKEN) this.taken.push(this.maker.take());
      void this.publish();
    }, this.settings.everySeconds * SECOND_MS).unref();
  }

  private publish(): Promise<void> {
    return (this.publishing ??= this.whenStored().finally(() => (this.publishing = undefined)));
  }

  private async whenStored(): Promise<void> {
    const { length } = this.taken;
    if (await this.settings.stored()) await this.send(length);
  }

  private async send(count: number): Promise<void> {
    const time = new Date();
    const checkpoints = this.taken.splice(0, count).map((state) => this.maker.sign(state, time));
    await Promise.all(checkpoints.flatMap((checkpoint) => this.queues.map((queue) => queue.add(checkpoint))));
  }
}
