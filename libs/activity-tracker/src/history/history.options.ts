import { IsNotEmpty, IsOptional, IsString, ValidateBy } from 'class-validator';
import { HANDLER_NAMES_RULE, IsHandlerNames } from '../common/option-rules/is-handler-names.js';
import { IsWholeNumber } from '../common/option-rules/is-whole-number.js';
import type { HostRequest } from '../record/host-request.js';
import { IsFunction } from '../common/option-rules/is-function.js';
import type { PermissionQuestion } from '../http/access/access-rules.js';

export const HISTORY_OPTIONS = Symbol.for('nestjs-activity-tracker:HistoryOptions');

/** Options of the history: its content, its names and its readers. @publicApi */
export class HistoryOptions<Request = HostRequest> {
  /**
   * Records per page if the caller sets no `limit`, and the maximum of `limit`. Seed: `DRF_ACTIVITI_API_LIMIT`.
   * @default 100
   */
  @IsWholeNumber({ from: 1, to: 10_000, message: 'must be a whole number from 1 to 10,000' })
  limit: number = 100;

  /**
   * Maximum number of history requests that query the store at the same time, each on up to two connections. Further
   * requests wait up to two seconds, then get 429 with `Retry-After`. The default leaves four of the eight connections
   * of `mongo.uri` for writing: raise `maxPoolSize` in the connection string with it.
   * @default 2
   */
  @IsWholeNumber({ from: 1, to: 1_000, message: 'must be a whole number from 1 to 1,000' })
  maxConcurrent: number = 2;

  /**
   * Handlers hidden from users in their own history: `name` or `Controller.name`. Administrators see them.
   * Seed: `DRF_ACTIVITI_API_UNNECESSARY_URL_NAME`.
   * @default []
   */
  @IsHandlerNames({ message: HANDLER_NAMES_RULE })
  hiddenUrlNames: string[] = [];

  /**
   * Display names of handlers: `name` or `Controller.name` → text. The longer key takes precedence over the shorter
   * one, then come the record's `event_name`, its `url_name`, and `METHOD /path`. `npx activity-tracker url-names`
   * prints a dictionary to start from. Seed: `DRF_ACTIVITY_TRACKER_EVENT_NAME`.
   * @default {}
   */
  @ValidateBy(
    { name: 'isTextByName', validator: { validate: isTextByName } },
    { message: "must be an object of texts, such as { 'OrdersController.redeem': 'Redeem card' }" },
  )
  eventNames: Record<string, string> = {};

  /**
   * Permission for the admin history, and for the rights `view` and `bodies` of the admin API unless
   * `admin.permissions` sets others. Seed: `DRF_ACTIVITY_TRACKER_PERMISSION`.
   * @default 'activity_tracker.view_activity_log'
   */
  @IsString({ message: 'must be the name of a permission' })
  @IsNotEmpty({ message: 'must be the name of a permission' })
  permission: string = 'activity_tracker.view_activity_log';

  /**
   * Decides whether a caller holds a permission. `user` is `{ userId, payload }`, of the token or of `resolveUser`. Only `true`, or a
   * promise of it, grants it; any other value, an error, or no answer within five seconds refuses.
   * @default an exact match in the verified payload's `permissions` (array of strings) or `scope` (words in one string)
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of { user, permission, request } that returns true or false' })
  hasPermission?: (question: PermissionQuestion<Request>) => boolean | Promise<boolean>;
}

function isTextByName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
