import type { SharedSegment } from './shared-segment.js';

/** How many bytes of the ring each account has. */
export class RingShares {
  private readonly accounts = new Map<string, number>();
  private readonly segments = new Map<SharedSegment, Map<string, number>>();
  private total = 0;

  add(segment: SharedSegment, account: string, bytes: number): void {
    let ofSegment = this.segments.get(segment);
    if (!ofSegment) this.segments.set(segment, (ofSegment = new Map()));
    ofSegment.set(account, (ofSegment.get(account) ?? 0) + bytes);
    this.accounts.set(account, (this.accounts.get(account) ?? 0) + bytes);
    this.total += bytes;
  }

  /** The frames of the segment are settled. */
  remove(segment: SharedSegment): void {
    for (const [account, bytes] of this.segments.get(segment) ?? []) {
      const left = this.accounts.get(account)! - bytes;
      if (left > 0) this.accounts.set(account, left);
      else this.accounts.delete(account);
      this.total -= bytes;
    }
    this.segments.delete(segment);
  }

  /** Whether it has more than the average account. */
  isHeavy(account: string): boolean {
    return (this.accounts.get(account) ?? 0) * this.accounts.size > this.total;
  }
}
