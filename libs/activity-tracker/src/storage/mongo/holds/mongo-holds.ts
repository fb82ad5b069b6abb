import type { ActivityUserId } from '../../../record/activity-log.js';
import { type LegalHold, type LegalHolds, RetentionNotParkedError } from '../../port/legal-holds.js';
import { codeOf, NOT_AUTHORIZED } from '../errors/error-codes.js';
import { Lease } from '../rollups/lease.js';
import { failureKindOf } from '../errors/failure-kind.js';
import { holdId, holdsInForce, leaseIn, lookForHolds, removeEnded, type WithHolds } from './hold-collections.js';
import { alignRetention } from './parked-retention.js';
import { sweepBatch } from './retention-sweep.js';

const SHORT_MS = 10_000;
/** `collMod` waits for the collection's readers and writers. */
const PARK_MS = 20_000;
/** Ends a round early, so that the host's requests get time. */
const BATCHES_A_ROUND = 20;

export interface MongoHoldsOptions {
  retentionDays: number | undefined;
  run: WithHolds;
  owner?: string;
}

export class MongoHolds implements LegalHolds {
  private readonly lease: Lease;
  private hasSwept = false;

  constructor(private readonly options: MongoHoldsOptions) {
    this.lease = new Lease(undefined, undefined, options.owner);
  }

  list(): Promise<LegalHold[]> {
    return this.options.run('reading legal holds', SHORT_MS, (collections) => holdsInForce(collections));
  }

  async of(userId: ActivityUserId): Promise<LegalHold | null> {
    const [hold] = await this.options.run('reading legal holds', SHORT_MS, (collections) =>
      holdsInForce(collections, { _id: holdId(userId) }),
    );
    return hold ?? null;
  }

  async place(hold: LegalHold): Promise<void> {
    await this.options.run('placing a legal hold', SHORT_MS, ({ holds }) =>
      holds.replaceOne({ _id: holdId(hold.user_id) }, { ...hold }, { upsert: true, maxTimeMS: SHORT_MS }),
    );
    try {
      await this.align();
    } catch (error) {
      const remedy =
        failureKindOf(error) === 'denied'
          ? 'Grant the actions listIndexes and collMod on the collection of the records, then place the hold again.'
          : 'Place the hold again once the database answers.';
      throw new RetentionNotParkedError(
        `The hold is placed and prevents erasure, but retention still deletes records: ${(error as Error).message.replace(/[.\s]+$/, '')}. ${remedy}`,
        { cause: error },
      );
    }
  }

  async lift(userId: ActivityUserId): Promise<LegalHold | null> {
    const hold = await this.of(userId);
    await this.options.run('lifting a legal hold', SHORT_MS, ({ holds }) =>
      holds.deleteOne({ _id: holdId(userId) }, { maxTimeMS: SHORT_MS }),
    );
    // If this fails, the next maintain() repeats it; until then too many records are kept.
    await this.align().catch(() => undefined);
    return hold;
  }

  async maintain(signal?: AbortSignal): Promise<void> {
    const { run } = this.options;
    const found = await run('reading legal holds', SHORT_MS, lookForHolds);
    if (found === 'denied') return;
    if (found === 'none') {
      await this.align();
      return;
    }
    if (!(await this.isSweeper())) return;
    await run('removing ended legal holds', SHORT_MS, removeEnded);
    await this.align();
    for (let batch = 0; batch < BATCHES_A_ROUND && !signal?.aborted; batch++) {
      if (!(await this.isSweeper())) return;
      if ((await run('deleting by retention', SHORT_MS, (collections) => sweepBatch(collections))) === 0) return;
    }
  }

  async release(): Promise<void> {
    if (!this.hasSwept) return;
    await this.options.run('releasing the lease', SHORT_MS, (collections) => this.lease.release(leaseIn(collections)));
  }

  private async isSweeper(): Promise<boolean> {
    return (this.hasSwept = await this.options.run('sweeping', SHORT_MS, (collections) =>
      this.lease.hold(leaseIn(collections)).catch((error: unknown) => {
        if (codeOf(error) === NOT_AUTHORIZED) return false;
        throw error;
      }),
    ));
  }

  private align(): Promise<unknown> {
    return this.options.run('parking retention', PARK_MS, (collections) =>
      alignRetention(collections, this.options.retentionDays),
    );
  }
}
