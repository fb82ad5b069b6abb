import type { ActivityLog, ActivityResourceId } from '../../record/activity-log.js';
import type { ActivityQuery } from '../query/activity-query.js';
import { omitBodies } from './body-fields.js';
import { type BodyChange, KnownState } from './body-changes.js';
import { LIST_FIELDS, type RecordPage, type RecordsService } from './records.service.js';

/** A call about an object. @publicApi */
export interface ObjectCall {
  /** The call, without headers and bodies. */
  record: ActivityLog;
  /** What it changed, compared with the calls before it on the page; `null` if the caller may not read bodies. */
  changes: BodyChange[] | null;
}

/** Calls about an object, newest first. @publicApi */
export type ObjectHistoryPage = Omit<RecordPage, 'results'> & { resource: ActivityResourceId; results: ObjectCall[] };

const COMPARED = [...LIST_FIELDS, 'body', 'response'] as const;
/** Bodies are read, so pages are shorter than those of a list. */
const MAX_CALLS = 100;

export class ObjectHistoryService {
  constructor(private readonly records: RecordsService) {}

  /** @throws BadRequestException for a cursor of another object @throws StoreUnavailableError */
  async history(
    resource: ActivityResourceId,
    {
      limit = MAX_CALLS,
      cursor,
      withChanges,
    }: { limit?: number | undefined; cursor?: string | undefined; withChanges: boolean },
  ): Promise<ObjectHistoryPage> {
    const page = await this.records.list(queryOf(resource), {
      limit: Math.min(limit, MAX_CALLS),
      cursor,
      fields: withChanges ? COMPARED : LIST_FIELDS,
    });
    const state = new KnownState();
    const oldestFirst = page.results.toReversed();
    const changes = oldestFirst.map((record) => (withChanges ? state.next(record) : null)).reverse();
    return {
      ...page,
      resource,
      results: page.results.map((record, index) => ({ record: omitBodies(record), changes: changes[index]! })),
    };
  }
}

export const queryOf = ({ type, id }: ActivityResourceId): ActivityQuery => ({
  conditions: [{ field: 'resource', negated: false, terms: [{ operator: 'equals', value: `${type}/${id}` }] }],
});
