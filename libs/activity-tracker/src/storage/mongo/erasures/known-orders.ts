import { createHmac } from 'node:crypto';
import type { IsErased } from '../../port/erasure-orders.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import type { OrderDocument } from './order-collections.js';

const MOST_HASHES = 10_000;

interface Order {
  readonly subject: string;
  readonly at: number;
  readonly held: ReadonlySet<string>;
}

/** The orders that this process has read. */
export class KnownOrders {
  private readonly byId = new Map<string, Order>();
  private readonly bySubject = new Map<string, Set<Order>>();
  private readonly hashes = new Map<string, string>();
  private key: Buffer | undefined;
  /** Server time of the last change that is known. */
  changedAt = 0;
  /** Milliseconds by which the clock of this process is ahead of the server's. */
  clockAhead = 0;
  private newest = -Infinity;

  /** @returns whether any of them is new */
  add(documents: readonly OrderDocument[]): boolean {
    let isNew = false;
    for (const { _id, key, subject, at, held = [], withdrawn = false, changed } of documents) {
      if (key) this.useKey(Buffer.from(key.buffer));
      if (changed && changed.getTime() > this.changedAt) this.changedAt = changed.getTime();
      if (subject === undefined || !at) continue;
      const known = this.byId.get(_id);
      if (known && !withdrawn && known.at >= at.getTime()) continue;
      if (known) this.remove(_id, known);
      if (withdrawn) continue;
      this.set(_id, { subject, at: at.getTime(), held: new Set(held) });
      isNew = true;
    }
    return isNew;
  }

  /** Whether an order may cover a record that arrived then. */
  mayCover(created: unknown): boolean {
    return !(Number(created) - this.clockAhead > this.newest);
  }

  readonly isErased: IsErased = ({ user_id, actor_id, created_time }) => {
    const actor = this.hash(actor_id);
    return this.of(user_id, created_time).some(({ held }) => actor === undefined || !held.has(actor));
  };

  /** Whether the record names an erased person as the one who acted in the name of another. */
  isActorErased({ actor_id, created_time }: Parameters<IsErased>[0]): boolean {
    return this.of(actor_id, created_time).length > 0;
  }

  hash(id: ActivityUserId | null | undefined): string | undefined {
    if (id === null || id === undefined || !this.key) return undefined;
    const text = String(id);
    let hash = this.hashes.get(text);
    if (hash !== undefined) return hash;
    if (this.hashes.size >= MOST_HASHES) this.hashes.clear();
    hash = createHmac('sha256', this.key).update(text).digest('base64url');
    this.hashes.set(text, hash);
    return hash;
  }

  useKey(key: Buffer): void {
    if (this.key?.equals(key)) return;
    this.key = key;
    this.hashes.clear();
  }

  private of(id: ActivityUserId | null | undefined, created: unknown): Order[] {
    if (!this.mayCover(created)) return [];
    const arrived = Number(created) - this.clockAhead;
    // A time that is none is covered: it could be any.
    return [...(this.bySubject.get(this.hash(id) ?? '') ?? [])].filter(({ at }) => !(arrived > at));
  }

  private set(id: string, order: Order): void {
    this.byId.set(id, order);
    const orders = this.bySubject.get(order.subject);
    if (orders) orders.add(order);
    else this.bySubject.set(order.subject, new Set([order]));
    this.newest = Math.max(this.newest, order.at);
  }

  private remove(id: string, order: Order): void {
    this.byId.delete(id);
    this.bySubject.get(order.subject)?.delete(order);
  }
}
