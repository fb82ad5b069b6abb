import { ANONYMOUS, isAnonymous, OTHER_ADDRESSES } from './account.js';
import { SharesByWeight } from './shares-by-weight.js';
import { UserShare } from './waiting-record.js';

/** The share of each user in the queue. All anonymous clients together weigh as one user. */
export class UserShares {
  private readonly shares = new Map<string, UserShare>();
  private readonly byWeight = new SharesByWeight<UserShare>();
  private anonymous: UserShare | undefined;

  /** @param anonymousShares anonymous clients with a share each; any further ones have one together */
  constructor(private readonly anonymousShares: number) {}

  /** Share of the user with the most bytes; among anonymous clients, of the heaviest client. */
  get heaviest(): UserShare | undefined {
    const { heaviest } = this.byWeight;
    return heaviest?.members ? heaviest.members.heaviest : heaviest;
  }

  keyOf(user: string): string {
    if (!isAnonymous(user) || this.shares.has(user)) return user;
    const { length = 0 } = this.anonymous?.members ?? {};
    return length < this.anonymousShares ? user : OTHER_ADDRESSES;
  }

  of(user: string): UserShare {
    const key = this.keyOf(user);
    return this.shares.get(key) ?? this.open(key);
  }

  weigh(share: UserShare, bytes: number): void {
    share.bytes += bytes;
    if (share.whole) {
      share.whole.members!.update(share);
      this.weigh(share.whole, bytes);
    } else this.byWeight.update(share);
  }

  close(share: UserShare): void {
    const { user, whole } = share;
    this.shares.delete(user);
    (whole?.members ?? this.byWeight).remove(share);
    if (whole?.members?.length !== 0) return;
    this.byWeight.remove(whole);
    this.anonymous = undefined;
  }

  private open(key: string): UserShare {
    const whole = isAnonymous(key) ? (this.anonymous ?? this.openAnonymous()) : undefined;
    const share = new UserShare(key, whole);
    this.shares.set(key, share);
    (whole?.members ?? this.byWeight).add(share);
    return share;
  }

  private openAnonymous(): UserShare {
    this.anonymous = new UserShare(ANONYMOUS, undefined, new SharesByWeight<UserShare>());
    this.byWeight.add(this.anonymous);
    return this.anonymous;
  }
}
