import { useAnswer } from '../api/answer';
import type { SavedView, SavedViewList } from '../api/view-types';
import { useClient, usePanel } from '../panel';

export function useViews(enabled = true) {
  const client = useClient();
  return useAnswer(['views'], [], {
    ask: (signal) => client.get<SavedViewList>('views', {}, signal),
    enabled,
  });
}

export interface ViewChanges {
  save(view: Pick<SavedView, 'name' | 'address' | 'shared'>): Promise<void>;
  remove(id: string): Promise<void>;
  isPinned(id: string): boolean;
  pin(id: string, isPinned: boolean): void;
}

/** Pins are the reader's own, and kept by this browser as ids. */
export function useViewChanges(): ViewChanges {
  const client = useClient();
  const { session, preferences, prefer } = usePanel();
  const askAgain = () => session.queries.invalidateQueries({ queryKey: ['views'] });
  const { pinned } = preferences;
  return {
    async save(view) {
      await client.post<SavedView>('views', view);
      await askAgain();
    },
    async remove(id) {
      await client.remove<SavedView>('views', { id });
      await askAgain();
    },
    isPinned: (id) => pinned.includes(id),
    pin: (id, isPinned) => prefer({ pinned: [...pinned.filter((other) => other !== id), ...(isPinned ? [id] : [])] }),
  };
}
