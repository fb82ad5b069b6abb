import { Inject, Injectable } from '@nestjs/common';
import type { ActivityLog, ActivityUserId } from '../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../storage/port/activity-store.js';
import { VISIBLE_RECORDS } from '../storage/visible-records.js';
import { HISTORY_OPTIONS, type HistoryOptions } from './history.options.js';
import { AdminHistoryQuery, checkedParameters, UserHistoryQuery } from './history.query.js';
import { cursorPage, type HistoryPage, offsetPage, type PagedQuery } from '../http/paging/paging.js';
import { ofUser } from '../http/access/same-user.js';
import { eventNameOf, named, noneNamed } from '../http/url-name.js';

/** Parameters of a user's own history, as in the query string or as values. @publicApi */
export interface UserHistoryParams {
  /** Inclusive; a date without a time begins at 00:00 UTC. */
  created_time_after?: Date | string;
  /** Inclusive; a date without a time ends with its last millisecond, UTC. */
  created_time_before?: Date | string;
  /** Records per page. Default and maximum: `history.limit`. */
  limit?: number | string;
  /** Number of records to skip, at most 10,000. */
  offset?: number | string;
  /** `''` starts cursor paging; otherwise the cursor of a page. Excludes `offset`. */
  cursor?: string;
}

/** Parameters of the admin history. @publicApi */
export interface AdminHistoryParams extends UserHistoryParams {
  /** Handler: `name` or `Controller.name`. */
  url_name?: string;
  /** User id; `7` and `'7'` are the same user. */
  user_id?: ActivityUserId;
}

/** A record as its user sees it. @publicApi */
export interface UserHistoryEntry {
  /** Id of the record, as hexadecimal text. */
  id: string;
  /** Name of the event, otherwise of the handler. */
  event_name: string | null;
  /** Address of the client; `null` if unknown. */
  client_ip_address: string | null;
  /** ISO 8601, UTC. */
  created_time: string;
}

/** A record as an administrator sees it. @publicApi */
export interface AdminHistoryEntry extends UserHistoryEntry {
  /** Id of the user; `null` if anonymous. */
  user_id: ActivityUserId | null;
}

const USER_FIELDS = [
  'created_time',
  'client_ip_address',
  'event_name',
  'url_name',
  'namespace',
  'method',
  'url_path',
] as const;
const ADMIN_FIELDS = [...USER_FIELDS, 'user_id'] as const;

@Injectable()
export class HistoryService {
  constructor(
    @Inject(VISIBLE_RECORDS) private readonly store: ActivityStore,
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
  ) {}

  /**
   * Returns a user's own records, without `history.hiddenUrlNames`.
   * @throws TypeError if `userId` is not a user id
   * @throws BadRequestException that names the invalid parameter
   * @throws StoreUnavailableError
   */
  async userHistory(userId: ActivityUserId, params: UserHistoryParams = {}): Promise<HistoryPage<UserHistoryEntry>> {
    const scope = ofUser(userId);
    const query = checkedParameters(UserHistoryQuery, params);
    const hidden = this.options.hiddenUrlNames;
    return this.page(
      query,
      {
        conditions: [scope, ...(hidden.length > 0 ? [noneNamed(hidden)] : []), ...createdWithin(query)],
        fields: USER_FIELDS,
        signature: signature('user', userId, query),
      },
      (record) => this.userEntry(record),
    );
  }

  /**
   * Returns the records of all users.
   * @throws BadRequestException that names the invalid parameter
   * @throws StoreUnavailableError
   */
  async adminHistory(params: AdminHistoryParams = {}): Promise<HistoryPage<AdminHistoryEntry>> {
    const query = checkedParameters(AdminHistoryQuery, params);
    const { user_id: userId, url_name: urlName } = query;
    return this.page(
      query,
      {
        conditions: [
          ...(userId === undefined ? [] : [ofUser(userId)]),
          ...(urlName === undefined ? [] : [named(urlName)]),
          ...createdWithin(query),
        ],
        fields: ADMIN_FIELDS,
        signature: signature('admin', userId, query),
      },
      (record) => ({ ...this.userEntry(record), user_id: record.user_id ?? null }),
    );
  }

  private async page<Entry>(
    { limit: asked, offset = 0, cursor }: UserHistoryQuery,
    query: PagedQuery,
    entryOf: (record: ActivityLog) => Entry,
  ): Promise<HistoryPage<Entry>> {
    const limit = Math.min(asked ?? this.options.limit, this.options.limit);
    const page = await (cursor === undefined
      ? offsetPage(this.store, query, { limit, offset })
      : cursorPage(this.store, query, { limit, cursor }));
    return { ...page, results: page.results.map(entryOf) };
  }

  /** `masking.removeKeys` may have removed fields. */
  private userEntry(record: ActivityLog): UserHistoryEntry {
    return {
      id: record._id.toHexString(),
      event_name: eventNameOf(record, this.options.eventNames),
      client_ip_address: record.client_ip_address ?? null,
      created_time: record.created_time.toISOString(),
    };
  }
}

function createdWithin({ created_time_after: after, created_time_before: before }: UserHistoryQuery): ActivityFilter[] {
  if (!after && !before) return [];
  return [{ created_time: { ...(after && { $gte: after }), ...(before && { $lte: before }) } }];
}

/** Excludes the page size, which a caller may change between pages. */
function signature(kind: 'user' | 'admin', userId: ActivityUserId | undefined, query: AdminHistoryQuery): string {
  const user = userId === undefined ? null : String(userId);
  return JSON.stringify([kind, user, query.url_name, query.created_time_after, query.created_time_before]);
}
