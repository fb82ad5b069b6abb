import type { UserShare } from './waiting-record.js';

/** A binary heap of shares by their bytes: the heaviest in constant time, a change in O(log users). */
export class SharesByWeight {
  private readonly shares: UserShare[] = [];

  get heaviest(): UserShare | undefined {
    return this.shares[0];
  }

  add(share: UserShare): void {
    share.place = this.shares.push(share) - 1;
    this.rise(share);
  }

  remove(share: UserShare): void {
    const last = this.shares.pop()!;
    if (last !== share) {
      this.put(last, share.place);
      this.update(last);
    }
    share.place = -1;
  }

  /** Call it after the bytes of a share changed. */
  update(share: UserShare): void {
    this.rise(share);
    this.sink(share);
  }

  private rise(share: UserShare): void {
    while (share.place > 0) {
      const parent = this.shares[(share.place - 1) >> 1]!;
      if (parent.bytes > share.bytes) return;
      this.swap(parent, share);
    }
  }

  private sink(share: UserShare): void {
    for (;;) {
      const left = this.shares[2 * share.place + 1];
      const right = this.shares[2 * share.place + 2];
      const heavier = right && right.bytes > left!.bytes ? right : left;
      if (!heavier || heavier.bytes <= share.bytes) return;
      this.swap(share, heavier);
    }
  }

  private swap(parent: UserShare, child: UserShare): void {
    const { place } = parent;
    this.put(parent, child.place);
    this.put(child, place);
  }

  private put(share: UserShare, place: number): void {
    this.shares[place] = share;
    share.place = place;
  }
}
