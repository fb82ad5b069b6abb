import type { ActivityUserId } from '../../record/activity-log.js';

/** A place in the panel that an administrator named, to return to it. @publicApi */
export interface SavedView {
  /** Id, unique in the store. */
  id: string;
  /** Name, unique among the views of one owner. */
  name: string;
  /** Path and parameters within the panel, such as `/?q=status:5xx`. */
  address: string;
  /** Whether other administrators see it. */
  shared: boolean;
  /** Id of the administrator who saved it. */
  owner_id: ActivityUserId;
  /** Time it was saved. */
  created_time: Date;
}

/** Keeps the saved views of administrators; the owners `7` and `'7'` are the same. @publicApi */
export interface SavedViews {
  /**
   * Returns the owner's views, then those that others share, each by name, at most `limit`.
   * @throws StoreUnavailableError
   */
  list(ownerId: ActivityUserId, limit: number): Promise<SavedView[]>;
  /**
   * Saves a view in place of the owner's view of the same name. Resolves to `false`, and saves nothing, if the owner
   * would have more than `most` views.
   * @throws StoreUnavailableError if it may or may not be saved; safe to repeat
   */
  save(view: SavedView, most: number): Promise<boolean>;
  /** Deletes one of the owner's views; resolves to `null` if there was none. @throws StoreUnavailableError */
  delete(ownerId: ActivityUserId, id: string): Promise<SavedView | null>;
}
