import { IsArray, IsBoolean, IsInt, IsNotEmpty, IsString, Max, Min, ValidateBy } from 'class-validator';
import { isTimeZone } from './time-zone.js';

const PAGE_RULE = 'must be a whole number from 1 to 1,000';
const MINUTES_RULE = 'must be a whole number of minutes from -1,440 to 1,440';
const WATCHERS_RULE = 'must be a whole number from 1 to 1,000';
const NAMES_RULE = 'must be an array of names, each a handler such as list or OrdersController.list';

/**
 * What administrators see.
 * @publicApi
 */
export class AdminOptions {
  /**
   * Serve the admin API under `activity-logs/admin`. Where `false`, its routes answer 404.
   * @default true
   */
  @IsBoolean({ message: 'must be true or false' })
  enabled: boolean = true;

  /**
   * Records on a page of the list where the caller names no `limit`.
   * Seed: `DRF_ACTIVITY_TRACKER_DJANGO_ADMIN_LIMIT`.
   * @default 50
   */
  @IsInt({ message: PAGE_RULE })
  @Min(1, { message: PAGE_RULE })
  @Max(1_000, { message: PAGE_RULE })
  pageSize: number = 50;

  /**
   * Handlers that are offered to filter by: `name` or `Controller.name`; empty offers all that occur.
   * Seed: `DRF_ACTIVITY_TRACKER_URL_NAMES`.
   * @default []
   */
  @IsArray({ message: NAMES_RULE })
  @IsString({ each: true, message: NAMES_RULE })
  @IsNotEmpty({ each: true, message: NAMES_RULE })
  urlNames: string[] = [];

  /**
   * Minutes that the panel adds to each time it shows. `timeZone` does better: it knows of daylight saving.
   * Seed: `DRF_ACTIVITY_TRACKER_DJANGO_ADMIN_TIMEDELTA`.
   * @default 0
   */
  @IsInt({ message: MINUTES_RULE })
  @Min(-1_440, { message: MINUTES_RULE })
  @Max(1_440, { message: MINUTES_RULE })
  timedelta: number = 0;

  /**
   * IANA time zone in which days begin and end where a caller names no other.
   * @default 'UTC'
   */
  @ValidateBy(
    { name: 'isTimeZone', validator: { validate: isTimeZone } },
    { message: 'must be an IANA time zone such as Europe/Berlin' },
  )
  timeZone: string = 'UTC';

  /**
   * Record each view of a record and each search by an administrator as an activity of theirs. Exports, subject access
   * and erasures are recorded in any case.
   * @default true
   */
  @IsBoolean({ message: 'must be true or false' })
  audit: boolean = true;

  /**
   * Watchers of the live tail at the same time; one more gets 429.
   * @default 50
   */
  @IsInt({ message: WATCHERS_RULE })
  @Min(1, { message: WATCHERS_RULE })
  @Max(1_000, { message: WATCHERS_RULE })
  maxWatchers: number = 50;
}
