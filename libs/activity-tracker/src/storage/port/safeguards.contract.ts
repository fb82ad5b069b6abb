import { describe, expect, it } from 'vitest';
import type { ActivityStore } from './activity-store.js';
import { activity, at } from './example-activity.fixture.js';
import { type LegalHold, outsideHolds } from './legal-holds.js';
import { MINUTE_MS } from '../../common/time.js';

type Guarded = Required<Pick<ActivityStore, 'anomalies' | 'holds' | 'erasurePermits'>> & ActivityStore;

/** Behavior of a store that keeps legal holds, erasure permits and anomalies. @param store the open, empty store of the test that runs */
export function describeSafeguards(store: () => ActivityStore): void {
  const current = () => store() as Guarded;
  const hold = (fields: Partial<LegalHold> = {}): LegalHold => ({
    user_id: 7,
    reason: 'case 12/2026',
    until: null,
    placed_by: 1,
    placed_at: at(0),
    ...fields,
  });

  describe('legal holds', () => {
    it('are placed, found by either form of the id, listed in order of time, and lifted', async () => {
      const { holds } = current();
      const second = hold({ user_id: 'ann', placed_at: at(1), until: new Date(Date.now() + MINUTE_MS) });
      await holds.place(second);
      await holds.place(hold());
      expect(await holds.list()).toEqual([hold(), second]);
      expect(await holds.of('7')).toEqual(hold());
      expect(await holds.of(7)).toEqual(hold());
      expect(await holds.of('77')).toBeNull();
      expect(await holds.lift('7')).toEqual(hold());
      expect(await holds.lift(7)).toBeNull();
      expect(await holds.list()).toEqual([second]);
    });

    it('are one for each person: a later one replaces an earlier one', async () => {
      const { holds } = current();
      await holds.place(hold());
      await holds.place(hold({ user_id: '7', reason: 'appeal' }));
      expect(await holds.list()).toEqual([hold({ user_id: '7', reason: 'appeal' })]);
    });

    it('end by themselves', async () => {
      const { holds } = current();
      await holds.place(hold({ until: new Date(Date.now() - 1) }));
      expect(await holds.list()).toEqual([]);
      expect(await holds.of(7)).toBeNull();
    });

    it('cover what a person did, and what they did in the name of others', async () => {
      const records = [
        activity({ user_id: 7 }),
        activity({ user_id: '7' }),
        activity({ user_id: 8, actor_id: 7 }),
        activity({ user_id: 8 }),
        activity({ user_id: null }),
      ];
      await current().insert(records);
      expect(await current().count({ $and: [{}, outsideHolds([hold()])] }, 10)).toBe(2);
      expect(await current().count({ $and: [{}, outsideHolds([])] }, 10)).toBe(5);
    });
  });

  describe('erasure permits', () => {
    const permit = { id: 'a', binding: 'b' };

    it('are redeemed once, and only for what they are bound to', async () => {
      const { erasurePermits } = current();
      expect(await erasurePermits.redeem(permit)).toBe(false);
      await erasurePermits.issue(permit, MINUTE_MS);
      expect(await erasurePermits.redeem({ ...permit, binding: 'c' })).toBe(false);
      expect(await Promise.all([1, 2, 3].map(() => erasurePermits.redeem(permit)))).toEqual(
        expect.arrayContaining([true, false, false]),
      );
      expect(await erasurePermits.redeem(permit)).toBe(false);
    });

    it('run out', async () => {
      const { erasurePermits } = current();
      await erasurePermits.issue(permit, -1);
      expect(await erasurePermits.redeem(permit)).toBe(false);
      await erasurePermits.issue({ id: 'x', binding: 'y' }, MINUTE_MS);
      expect(await erasurePermits.redeem({ id: 'x', binding: 'y' })).toBe(true);
    });
  });

  describe('the search for anomalies', () => {
    it('is of one process at a time, and continues where it stopped', async () => {
      const { anomalies } = current();
      expect(await anomalies.acquire()).toBe(true);
      expect(await anomalies.load()).toBeNull();
      await anomalies.save(at(1));
      await anomalies.save(at(2));
      expect(await anomalies.load()).toEqual(at(2));
      await anomalies.release();
      expect(await anomalies.acquire()).toBe(true);
    });

    it('remembers each finding once, until it runs out', async () => {
      const { anomalies } = current();
      expect(await anomalies.remember(['a', 'b', 'a'], MINUTE_MS)).toEqual(['a', 'b']);
      expect(await anomalies.remember(['b', 'c'], -1)).toEqual(['c']);
      expect(await anomalies.remember(['a', 'b', 'c'], MINUTE_MS)).toEqual(['c']);
      await anomalies.save(at(1));
      expect(await anomalies.remember([], MINUTE_MS)).toEqual([]);
      expect(await anomalies.load()).toEqual(at(1));
    });

    it('emits a finding of two processes at one moment once', async () => {
      const { anomalies } = current();
      const found = await Promise.all([1, 2, 3].map(() => anomalies.remember(['x'], MINUTE_MS)));
      expect(found.flat()).toEqual(['x']);
    });
  });
}
