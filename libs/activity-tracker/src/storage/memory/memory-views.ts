import type { ActivityUserId } from '../../record/activity-log.js';
import type { SavedView, SavedViews } from '../port/saved-views.js';

export class MemoryViews implements SavedViews {
  private readonly views = new Map<string, SavedView[]>();

  async list(ownerId: ActivityUserId, limit: number): Promise<SavedView[]> {
    const all = [...this.views.values()].flat();
    const isOwn = ({ owner_id }: SavedView) => String(owner_id) === String(ownerId);
    const shared = all.filter((view) => view.shared && !isOwn(view));
    return structuredClone([...byName(all.filter(isOwn)), ...byName(shared)].slice(0, limit));
  }

  async save(view: SavedView, most: number): Promise<boolean> {
    const others = this.of(view.owner_id).filter(({ name }) => name !== view.name);
    if (others.length >= most) return false;
    this.views.set(String(view.owner_id), [...others, structuredClone(view)]);
    return true;
  }

  async delete(ownerId: ActivityUserId, id: string): Promise<SavedView | null> {
    const own = this.of(ownerId);
    this.views.set(
      String(ownerId),
      own.filter((view) => view.id !== id),
    );
    return own.find((view) => view.id === id) ?? null;
  }

  private of(ownerId: ActivityUserId): readonly SavedView[] {
    return this.views.get(String(ownerId)) ?? [];
  }
}

/** By code units, as the database sorts. */
const byName = (views: readonly SavedView[]): SavedView[] =>
  views.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
