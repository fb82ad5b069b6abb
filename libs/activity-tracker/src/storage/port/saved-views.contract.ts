import { describe, expect, it } from 'vitest';
import type { ActivityStore } from './activity-store.js';
import { at } from './example-activity.fixture.js';
import type { SavedView, SavedViews } from './saved-views.js';

/** Behavior of a store that keeps saved views. @param store the open, empty store of the test that runs */
export function describeSavedViews(store: () => ActivityStore): void {
  const current = (): SavedViews => store().views!;
  const view = (fields: Partial<SavedView> = {}): SavedView => ({
    id: 'a',
    name: 'Failed',
    address: '/?q=status:5xx',
    shared: false,
    owner_id: 7,
    created_time: at(0),
    ...fields,
  });

  describe('saved views', () => {
    it("are listed by name, the owner's first, then those that others share", async () => {
      const own = [view({ id: '1', name: 'A', owner_id: '7' }), view({ id: '2', name: 'B', shared: true })];
      const shared = [
        view({ id: '3', name: 'AA', owner_id: 'ann', shared: true }),
        view({ id: '4', owner_id: 8, shared: true }),
      ];
      const others = view({ id: '5', name: 'A secret', owner_id: 8 });
      for (const each of [...shared, ...own, others].toReversed()) expect(await current().save(each, 50)).toBe(true);
      expect(await current().list(7, 10)).toEqual([...own, ...shared]);
      expect(await current().list('7', 3)).toEqual([...own, ...shared.slice(0, 1)]);
      expect(await current().list(9, 10)).toEqual([shared[0], own[1], shared[1]]);
    });

    it("replace the one of the same name, and no other administrator's", async () => {
      await current().save(view(), 50);
      await current().save(view({ id: 'b', owner_id: 8 }), 50);
      await current().save(view({ id: 'c', owner_id: '7', address: '/people' }), 50);
      expect(await current().list(7, 10)).toEqual([view({ id: 'c', owner_id: '7', address: '/people' })]);
      expect(await current().list(8, 10)).toEqual([view({ id: 'b', owner_id: 8 })]);
    });

    it('are limited in number, also when many are saved at once', async () => {
      await current().save(view({ name: '0' }), 3);
      const saved = await Promise.all([1, 2, 3, 4].map((n) => current().save(view({ id: `${n}`, name: `${n}` }), 3)));
      expect(saved.filter(Boolean)).toHaveLength(2);
      expect(await current().list(7, 10)).toHaveLength(3);
      expect(await current().save(view({ id: 'again', name: '0' }), 3)).toBe(true);
      expect(await current().save(view({ owner_id: 8 }), 3)).toBe(true);
    });

    it('keep names that look like expressions of the database', async () => {
      const odd = [view({ id: '1', name: '$$ROOT' }), view({ id: '2', name: '$views', address: '/?q=$where' })];
      for (const each of odd) await current().save(each, 50);
      await current().save({ ...odd[0]!, id: '3' }, 50);
      expect(await current().list(7, 10)).toEqual([{ ...odd[0], id: '3' }, odd[1]]);
    });

    it('are deleted by their owner alone', async () => {
      await current().save(view({ shared: true }), 50);
      expect(await current().delete(8, 'a')).toBeNull();
      expect(await current().delete('7', 'a')).toEqual(view({ shared: true }));
      expect(await current().delete(7, 'a')).toBeNull();
      expect(await current().list(7, 10)).toEqual([]);
    });
  });
}
