import { IsArray, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min, ValidateBy } from 'class-validator';
import type { HostRequest } from '../record/host-request.js';
import { IsFunction } from '../common/is-function.js';
import type { PermissionQuestion } from '../http/access/access-rules.js';

/** Injection token of the resolved {@link HistoryOptions}. */
export const HISTORY_OPTIONS = Symbol.for('nestjs-activity-tracker:HistoryOptions');

const LIMIT_RULE = 'must be a whole number from 1 to 10,000';
const CONCURRENCY_RULE = 'must be a whole number from 1 to 1,000';
const NAMES_RULE = 'must be an array of names, each a handler such as list or OrdersController.list';

/**
 * The history: what it shows, under which names, and to whom.
 * @publicApi
 */
export class HistoryOptions<Request = HostRequest> {
  /**
   * Records on a page where the caller names no `limit`, and the most that a caller can ask for.
   * Seed: `DRF_ACTIVITI_API_LIMIT`.
   * @default 100
   */
  @IsInt({ message: LIMIT_RULE })
  @Min(1, { message: LIMIT_RULE })
  @Max(10_000, { message: LIMIT_RULE })
  limit: number = 100;

  /**
   * History requests that may query the store at the same time; one takes up to two of its connections. Others wait for two
   * seconds at the most, and get 429 with `Retry-After` then. The default leaves four of the eight connections that `mongo.uri`
   * opens by default for writing: raise `maxPoolSize` in the connection string along with it.
   * @default 2
   */
  @IsInt({ message: CONCURRENCY_RULE })
  @Min(1, { message: CONCURRENCY_RULE })
  @Max(1_000, { message: CONCURRENCY_RULE })
  maxConcurrent: number = 2;

  /**
   * Handlers that users do not see in their own history: `name` or `Controller.name`. Administrators see them.
   * Seed: `DRF_ACTIVITI_API_UNNECESSARY_URL_NAME`.
   * @default []
   */
  @IsArray({ message: NAMES_RULE })
  @IsString({ each: true, message: NAMES_RULE })
  @IsNotEmpty({ each: true, message: NAMES_RULE })
  hiddenUrlNames: string[] = [];

  /**
   * Names for handlers in the history: `name` or `Controller.name` → text for people. The longer key goes first,
   * then the shorter, then the record's own `event_name`, then its `url_name`, then `METHOD /path`. `npx activity-tracker url-names` prints
   * a dictionary to start from. Seed: `DRF_ACTIVITY_TRACKER_EVENT_NAME`.
   * @default {}
   */
  @ValidateBy(
    { name: 'isTextByName', validator: { validate: isTextByName } },
    { message: "must be an object of texts, such as { 'OrdersController.redeem': 'Redeem card' }" },
  )
  eventNames: Record<string, string> = {};

  /**
   * Permission that the admin history asks for, and the admin API for the rights `view` and `bodies` unless `admin.permissions`
   * names others. Seed: `DRF_ACTIVITY_TRACKER_PERMISSION`.
   * @default 'activity_tracker.view_activity_log'
   */
  @IsString({ message: 'must be the name of a permission' })
  @IsNotEmpty({ message: 'must be the name of a permission' })
  permission: string = 'activity_tracker.view_activity_log';

  /**
   * Decides whether a caller holds a permission. Only `true`, or a promise of it, is a yes: anything else, an error
   * included, is a no.
   * @default the verified payload's `permissions` (array of strings) or `scope` (words in one string) hold it exactly
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of { user, permission, request } that returns true or false' })
  hasPermission?: (question: PermissionQuestion<Request>) => boolean | Promise<boolean>;
}

function isTextByName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
