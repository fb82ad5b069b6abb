import { type ActivityLog, type ActivityUserId } from '../../record/activity-log.js';
import { isSameUser } from '../../record/user-forms.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { isCovered, type LegalHold } from '../../storage/port/legal-holds.js';
import { ErasureHeldError } from './erasure-errors.js';

/** Protects held records from an erasure: holds are read again before each batch is written. */
export class HoldGuard {
  constructor(
    private readonly store: Pick<ActivityStore, 'holds'>,
    private readonly userId: ActivityUserId,
  ) {}

  async inForce(): Promise<LegalHold[]> {
    const holds = (await this.store.holds?.list()) ?? [];
    const own = holds.find(({ user_id }) => isSameUser(user_id, this.userId));
    if (own) throw new ErasureHeldError(own, heldMessage(own));
    return holds;
  }

  async check(records: readonly ActivityLog[]): Promise<void> {
    const holds = await this.inForce();
    const held = new Map(holds.map((hold) => [String(hold.user_id), hold]));
    const covered = records.find((record) => isCovered(record, new Set(held.keys())));
    if (!covered) return;
    const hold = held.get(String(covered.user_id)) ?? held.get(String(covered.actor_id))!;
    throw new ErasureHeldError(
      hold,
      'A legal hold was placed on another person while the erasure ran; it stopped before it changed records under that ' +
        'hold. Start it again with a new dry run, which skips held records.',
    );
  }
}

const heldMessage = ({ reason, placed_at, until }: LegalHold): string =>
  `The person is under a legal hold since ${placed_at.toISOString()}${until ? ` until ${until.toISOString()}` : ''}: ` +
  `${reason}. Nothing was erased. Lift the hold first.`;
