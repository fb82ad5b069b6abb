import type { ActivityUserId } from '../../../record/activity-log.js';
import type { SavedView, SavedViews } from '../../port/saved-views.js';
import { companion, SHORT_MS, type WithCompanion } from './companion.js';

/** All views of one owner, so that their number is limited without a transaction. */
interface OwnerDocument {
  _id: string;
  views: SavedView[];
}

export const viewCollection = companion<OwnerDocument>('views');

export class MongoViews implements SavedViews {
  constructor(private readonly run: WithCompanion<OwnerDocument>) {}

  list(ownerId: ActivityUserId, limit: number): Promise<SavedView[]> {
    const isOwn = { $eq: ['$_id', String(ownerId)] };
    const stages = [
      { $match: { $or: [{ _id: String(ownerId) }, { 'views.shared': true }] } },
      { $unwind: '$views' },
      { $match: { $or: [{ _id: String(ownerId) }, { 'views.shared': true }] } },
      { $set: { rank: { $cond: [isOwn, 0, 1] } } },
      { $sort: { rank: 1, 'views.name': 1, _id: 1 } },
      { $limit: limit },
      { $replaceRoot: { newRoot: '$views' } },
    ];
    return this.run('reading saved views', (views) =>
      views.aggregate<SavedView>(stages, { maxTimeMS: SHORT_MS }).toArray(),
    );
  }

  save(view: SavedView, most: number): Promise<boolean> {
    const kept = {
      $filter: { input: { $ifNull: ['$views', []] }, cond: { $ne: ['$$this.name', { $literal: view.name }] } },
    };
    const withView = { $concatArrays: ['$$kept', [{ $literal: view }]] };
    const changed = { $cond: [{ $gte: [{ $size: '$$kept' }, most] }, { $ifNull: ['$views', []] }, withView] };
    return this.run('saving a view', async (views) => {
      const saved = await views.findOneAndUpdate(
        { _id: String(view.owner_id) },
        [{ $set: { views: { $let: { vars: { kept }, in: changed } } } }],
        { upsert: true, returnDocument: 'after', includeResultMetadata: false, maxTimeMS: SHORT_MS },
      );
      return saved?.views.some(({ id }) => id === view.id) ?? false;
    });
  }

  delete(ownerId: ActivityUserId, id: string): Promise<SavedView | null> {
    return this.run('deleting a saved view', async (views) => {
      const before = await views.findOneAndUpdate(
        { _id: String(ownerId) },
        { $pull: { views: { id } } },
        { returnDocument: 'before', includeResultMetadata: false, maxTimeMS: SHORT_MS },
      );
      return before?.views.find((view) => view.id === id) ?? null;
    });
  }
}
