import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import { isCovered, type LegalHold, type LegalHolds } from '../port/legal-holds.js';

export class MemoryHolds implements LegalHolds {
  private readonly holds = new Map<string, LegalHold>();

  constructor(private readonly clock: () => number) {}

  async list(): Promise<LegalHold[]> {
    return structuredClone(this.inForce());
  }

  async of(userId: ActivityUserId): Promise<LegalHold | null> {
    return structuredClone(this.inForce().find(({ user_id }) => String(user_id) === String(userId)) ?? null);
  }

  async place(hold: LegalHold): Promise<void> {
    this.holds.delete(String(hold.user_id));
    this.holds.set(String(hold.user_id), structuredClone(hold));
  }

  async lift(userId: ActivityUserId): Promise<LegalHold | null> {
    const hold = await this.of(userId);
    this.holds.delete(String(userId));
    return hold;
  }

  covering(): (record: ActivityLog) => boolean {
    const held = new Set(this.inForce().map(({ user_id }) => String(user_id)));
    return held.size === 0 ? () => false : (record) => isCovered(record, held);
  }

  private inForce(): LegalHold[] {
    const now = this.clock();
    return [...this.holds.values()]
      .filter(({ until }) => until === null || until.getTime() > now)
      .sort((a, b) => a.placed_at.getTime() - b.placed_at.getTime());
  }
}
