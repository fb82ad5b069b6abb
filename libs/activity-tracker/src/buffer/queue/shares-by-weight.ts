export interface Weighed {
  bytes: number;
  place: number;
}

/** A binary heap of shares by their bytes: the heaviest in constant time, a change in O(log users). */
export class SharesByWeight<Share extends Weighed> {
  private readonly shares: Share[] = [];

  get length(): number {
    return this.shares.length;
  }

  get heaviest(): Share | undefined {
    return this.shares[0];
  }

  add(share: Share): void {
    share.place = this.shares.push(share) - 1;
    this.rise(share);
  }

  remove(share: Share): void {
    const last = this.shares.pop()!;
    if (last !== share) {
      this.put(last, share.place);
      this.update(last);
    }
    share.place = -1;
  }

  /** Call it after the bytes of a share changed. */
  update(share: Share): void {
    this.rise(share);
    this.sink(share);
  }

  private rise(share: Share): void {
    while (share.place > 0) {
      const parent = this.shares[(share.place - 1) >> 1]!;
      if (parent.bytes > share.bytes) return;
      this.swap(parent, share);
    }
  }

  private sink(share: Share): void {
    for (;;) {
      const left = this.shares[2 * share.place + 1];
      const right = this.shares[2 * share.place + 2];
      const heavier = right && right.bytes > left!.bytes ? right : left;
      if (!heavier || heavier.bytes <= share.bytes) return;
      this.swap(share, heavier);
    }
  }

  private swap(parent: Share, child: Share): void {
    const { place } = parent;
    this.put(parent, child.place);
    this.put(child, place);
  }

  private put(share: Share, place: number): void {
    this.shares[place] = share;
    share.place = place;
  }
}
