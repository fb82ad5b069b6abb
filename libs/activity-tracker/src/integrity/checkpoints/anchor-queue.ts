import { resolve } from 'node:path';
import type { HostLog } from '../../common/host-log.js';
import { errorText } from '../../common/error-text.js';
import { anchorAt, type AnchorTarget } from './anchor-sink.js';
import type { IntegrityCheckpoint } from './checkpoint.js';

/** Three days of checkpoints each five minutes. */
const MOST_WAITING = 1_000;

/** The checkpoints that one target has not taken yet, in order. */
export class AnchorQueue {
  private readonly waiting: IntegrityCheckpoint[] = [];
  private sending: Promise<void> | undefined;
  private isFailing = false;
  failures = 0;
  /** Checkpoints that gave way to newer ones because the target took none for days. */
  lost = 0;

  private readonly target: AnchorTarget;

  constructor(
    target: AnchorTarget,
    private readonly logger: HostLog,
  ) {
    // The application may change its working directory later.
    this.target = typeof target === 'string' ? resolve(target) : target;
  }

  /** Resolves when tried; never rejects. */
  add(checkpoint: IntegrityCheckpoint): Promise<void> {
    this.waiting.push(checkpoint);
    if (this.waiting.length > MOST_WAITING) this.giveUpOldest();
    return (this.sending ??= this.send().finally(() => (this.sending = undefined)));
  }

  private async send(): Promise<void> {
    try {
      for (let next = this.waiting[0]; next; next = this.waiting[0]) {
        await anchorAt(this.target, next);
        if (this.waiting[0] === next) this.waiting.shift();
      }
      this.isFailing = false;
    } catch (error) {
      this.failures++;
      if (!this.isFailing) this.report(error);
      this.isFailing = true;
    }
  }

  private giveUpOldest(): void {
    this.waiting.shift();
    if (this.lost++ > 0) return;
    this.logger.error(
      `${MOST_WAITING} checkpoints of integrity.anchor wait for ${this.name}: the oldest are given up, and verification will say that they are ` +
        'missing (logged once). Make the target take checkpoints.',
    );
  }

  private get name(): string {
    return typeof this.target === 'string' ? `the file "${this.target}"` : 'a function';
  }

  private report(error: unknown): void {
    this.logger.error(
      `A checkpoint of integrity.anchor was not taken by ${this.name}: ${errorText(error)}. Records are recorded on; trying again with the ` +
        'next checkpoint (logged once until it is taken).',
    );
  }
}
