import { IsBoolean, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateBy } from 'class-validator';
import { HANDLER_NAMES_RULE, IsHandlerNames } from '../common/option-rules/is-handler-names.js';
import { IsWholeNumber } from '../common/option-rules/is-whole-number.js';
import { isObject } from '../common/is-object.js';
import type { ActivityRight } from '../http/access/rights.js';
import { isCssColor } from './panel/css-color.js';
import { areColorsOfThePanel, areCssColors, cssColorsMessage, unknownColorsMessage } from './panel/panel-colors.js';
import { isLogin, isPageUrl, type LoginField } from './panel/panel-login.js';
import { isPermissions, permissionsMessage } from './permission-names.js';
import { IsFunction } from '../common/option-rules/is-function.js';
import type { DescribeUsers, FindUsers } from './people/user-description.js';
import { isTimeZone } from './time-zone.js';

const PANEL_RULE = 'must be the path of a copy of node_modules/nestjs-activity-tracker/panel';
const PAGE_URL_RULE = 'must be a path such as /sign-in, or a URL that begins with https:// or http://';
/** Options of the panel and the admin API. @publicApi */
export class AdminOptions {
  /**
   * Serves the panel and the admin API under `activity-logs/admin`. If `false`, their routes respond with 404.
   * @default true
   */
  @IsBoolean({ message: 'must be true or false' })
  enabled: boolean = true;

  /**
   * Includes the admin API in the application's OpenAPI document (`@nestjs/swagger`). The history is always included,
   * the panel never.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  openApi: boolean = false;

  /**
   * The permission for each right: `view` (lists, records without headers and bodies, statistics, live tail), `bodies`
   * (headers and bodies, word search), `export` (files, all data of a person), `erase`, and `audit` (the audit trail).
   * Passed to `history.hasPermission`. Defaults: `history.permission` for `view`, the value of `view` for `bodies`, and
   * `activity_tracker.export_activity_log`, `activity_tracker.erase_activity_log` and
   * `activity_tracker.audit_activity_log`.
   * @default {}
   */
  @ValidateBy(
    { name: 'isPermissions', validator: { validate: isPermissions } },
    { message: ({ value }) => permissionsMessage(value) },
  )
  permissions: Partial<Record<ActivityRight, string>> = {};

  /**
   * Looks for what is unusual in the calls of a person: new countries, networks and devices, bursts of refused calls and failed
   * sign-ins, impossible travel. The person's page in the panel and `GET /users/:id/security` show it; with `signal: true` it is emitted
   * as the event `activity.anomaly`.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  anomalies: boolean = false;

  /** Records per page if the caller sets no `limit`. Seed: `DRF_ACTIVITY_TRACKER_DJANGO_ADMIN_LIMIT`. @default 50 */
  @IsWholeNumber({ from: 1, to: 1_000, message: 'must be a whole number from 1 to 1,000' })
  pageSize: number = 50;

  /**
   * Handlers offered as filters: `name` or `Controller.name`; an empty list offers all that occur.
   * Seed: `DRF_ACTIVITY_TRACKER_URL_NAMES`.
   * @default []
   */
  @IsHandlerNames({ message: HANDLER_NAMES_RULE })
  urlNames: string[] = [];

  /**
   * Minutes that the panel adds to every displayed time; dates that are typed begin by it too. Prefer `timeZone`, which
   * handles daylight saving, and which counts if both are set. Seed: `DRF_ACTIVITY_TRACKER_DJANGO_ADMIN_TIMEDELTA`.
   * @default 0
   */
  @IsWholeNumber({ from: -1_440, to: 1_440, message: 'must be a whole number of minutes from -1,440 to 1,440' })
  timedelta: number = 0;

  /** Time zone for the bounds of days if the caller names none: an IANA name, or an offset such as `+03:30`. @default 'UTC' */
  @ValidateBy(
    { name: 'isTimeZone', validator: { validate: isTimeZone } },
    { message: 'must be an IANA time zone such as Europe/Berlin, or an offset such as +03:30' },
  )
  timeZone: string = 'UTC';

  /**
   * Days after which an audit entry is deleted, by a TTL index that is created or changed with the first entry after a
   * start. Default: entries are kept.
   */
  @IsOptional()
  @IsWholeNumber({ from: 1, to: 24_855, message: 'must be a whole number of days from 1 to 24,855' })
  auditRetentionDays?: number;

  /**
   * Requires the parameter `reason` (3 to 500 characters) to erase a person, export a named person's records, return
   * all data of a person, or lift a legal hold. The audit trail stores it. If `false`, a given reason is still stored,
   * and placing a legal hold still requires one.
   * @default true
   */
  @IsBoolean({ message: 'must be true or false' })
  requireReason: boolean = true;

  /** Maximum number of concurrent live viewers; further requests get 429. @default 50 */
  @IsWholeNumber({ from: 1, to: 1_000, message: 'must be a whole number from 1 to 1,000' })
  maxWatchers: number = 50;

  /**
   * Maximum number of exports, subject accesses, erasures (dry runs included) and word searches that run at the same
   * time in a process. Further requests wait up to two seconds, then get 429 with `Retry-After`.
   * @default 2
   */
  @IsWholeNumber({ from: 1, to: 100, message: 'must be a whole number from 1 to 100' })
  maxExports: number = 2;

  /**
   * Names of people, by their ids, for the panel and the admin API: `(ids) => [{ id, label, detail, url }]`. Asked for at most 200
   * at a time, within two seconds; answers are kept in memory for five minutes and never stored. While it fails, ids are
   * shown. Default: ids are shown.
   */
  @IsOptional()
  @IsFunction({ message: "must be a function of ids that returns [{ id, label: 'Anna Example' }]" })
  describeUsers?: DescribeUsers;

  /**
   * Ids of the people that a text means, so that `user:anna` finds Anna: `(text) => [42]`. The first 50 count. Default: `user:anna`
   * also finds those whose label or detail holds the text, among the names shown in the last five minutes.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of a text that returns ids of people' })
  findUsers?: FindUsers;

  /**
   * Folder of the panel's files, for an application bundled into one file: a copy of
   * `node_modules/nestjs-activity-tracker/panel`. Default: the folder in the installed package.
   */
  @IsOptional()
  @IsString({ message: PANEL_RULE })
  @IsNotEmpty({ message: PANEL_RULE })
  panelDirectory?: string;

  /** Title of the panel. Default: a title in the reader's language. */
  @IsOptional()
  @IsString({ message: 'must be a text' })
  @MaxLength(60, { message: 'must be a text of at most 60 characters' })
  title?: string;

  /** URL of a logo next to the title. The panel loads images from its own origin only. */
  @IsOptional()
  @IsString({ message: 'must be the URL of a picture on the same origin' })
  logo?: string;

  /** Badge that identifies the deployment, such as `{ label: 'staging', color: '#b45309' }`. */
  @IsOptional()
  @ValidateBy(
    { name: 'isEnvironment', validator: { validate: isEnvironment } },
    { message: "must be an object such as { label: 'staging', color: '#b45309' }" },
  )
  environment?: { label: string; color?: string };

  /** Colors of the panel: `accent` and its other custom properties, each a CSS color. @default {} */
  @ValidateBy({
    name: 'areCssColors',
    validator: {
      validate: areCssColors,
      defaultMessage: (given) => cssColorsMessage(given?.value),
    },
  })
  @ValidateBy({
    name: 'areColorsOfThePanel',
    validator: {
      validate: areColorsOfThePanel,
      defaultMessage: (given) => unknownColorsMessage(given?.value),
    },
  })
  colors: Record<string, string> = {};

  /**
   * Signs administrators in through a route of the application: its URL on the same origin, its fields, and the place
   * of the access token in the response. A field is a name, or `{ name, label, type }`; the default label of a common
   * name is in the reader's language, and the default type is a password if the name indicates one. Default: the panel
   * asks for a token.
   */
  @IsOptional()
  @ValidateBy(
    { name: 'isLogin', validator: { validate: isLogin } },
    {
      message:
        "must be { url: '/auth/login', fields: ['email', 'password'], tokenPath: 'access' }; " +
        "a field may also be { name: 'tenant', label: 'Shop', type: 'text' }, its type one of those of an input",
    },
  )
  login?: { url: string; fields: (string | LoginField)[]; tokenPath: string };

  /**
   * Page on which users of the application sign in. The panel links to it when a session by cookie is missing or has
   * ended. Default: the panel asks for a token.
   */
  @IsOptional()
  @ValidateBy({ name: 'isPageUrl', validator: { validate: isPageUrl } }, { message: PAGE_URL_RULE })
  loginUrl?: string;

  /**
   * Page of the application that ends the session. Signing out of the panel leads there; without it, a session by cookie
   * outlives the panel's sign-out. Default: the panel's own sign-in.
   */
  @IsOptional()
  @ValidateBy({ name: 'isPageUrl', validator: { validate: isPageUrl } }, { message: PAGE_URL_RULE })
  logoutUrl?: string;
}

function isEnvironment(value: unknown): boolean {
  if (!isObject(value) || typeof value.label !== 'string' || value.label === '') return false;
  return value.color === undefined || isCssColor(value.color);
}
