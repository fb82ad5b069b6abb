import type { mongo } from 'mongoose';
import { asLease, Lease } from '../rollups/lease.js';
import type { WithCompanion } from './companion.js';

/** A companion collection with a lease, so that one process at a time works with it. */
export abstract class LeasedCompanion<Document extends mongo.Document> {
  private readonly lease: Lease;

  /** @param leased work that the lease is for, as errors name it */
  protected constructor(
    protected readonly run: WithCompanion<Document>,
    private readonly leased: string,
    owner?: string,
  ) {
    this.lease = new Lease(undefined, undefined, owner);
  }

  acquire(): Promise<boolean> {
    return this.run(`acquiring the lease of ${this.leased}`, (state) => this.lease.hold(asLease(state)));
  }

  release(): Promise<void> {
    return this.run(`releasing the lease of ${this.leased}`, (state) => this.lease.release(asLease(state)));
  }
}
