import { IsDate, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { endOf, startOf } from './date-parameter.js';
import { ReadAs } from './read-as.js';

/** Skipping costs the store as much as reading; from here on a cursor does it for nothing. */
export const MAX_OFFSET = 10_000;

const TIME_RULE = 'must be a date such as 2024-05-31, or an instant with its zone such as 2024-05-31T08:30:00Z';
const LIMIT_RULE = 'must be a whole number, 1 or more';
const OFFSET_RULE = 'must be a whole number, 0 or more';
const OFFSET_END = `must be at most ${MAX_OFFSET}; to go further, page with cursor= in place of offset`;
const NAME_RULE = 'must be a handler such as list or OrdersController.list, of at most 256 characters';
const USER_RULE = 'must be a user id of at most 256 characters';

/** An empty parameter, as forms send them, is one not given. */
const unlessBlank =
  (read: (text: string) => unknown) =>
  (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    return value === '' ? undefined : read(value);
  };
const wholeNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);

/** Which page. Each value may be the text of a query string or the value itself. */
export class PageQuery {
  /** Records on a page; above the maximum it is taken as that. */
  @IsOptional()
  @ReadAs(unlessBlank(wholeNumber))
  @Min(1, { message: LIMIT_RULE })
  @IsInt({ message: LIMIT_RULE })
  limit?: number;

  /** Empty: the first page in cursor paging. Else where a page of it ended. */
  @IsOptional()
  @IsString({ message: 'must be empty, or the cursor of a link' })
  cursor?: string;
}

/** Parameters of the user history. */
export class UserHistoryQuery extends PageQuery {
  /** Earliest `created_time`, inclusive. A bare date is its first instant in UTC. */
  @IsOptional()
  @ReadAs(unlessBlank(startOf))
  @IsDate({ message: TIME_RULE })
  created_time_after?: Date;

  /** Latest `created_time`, inclusive. A bare date is its last millisecond in UTC, so that the whole day is in. */
  @IsOptional()
  @ReadAs(unlessBlank(endOf))
  @IsDate({ message: TIME_RULE })
  created_time_before?: Date;

  /** Records to skip. */
  @IsOptional()
  @ReadAs(unlessBlank(wholeNumber))
  @Max(MAX_OFFSET, { message: OFFSET_END })
  @Min(0, { message: OFFSET_RULE })
  @IsInt({ message: OFFSET_RULE })
  offset?: number;
}

/** Parameters of the admin history. */
export class AdminHistoryQuery extends UserHistoryQuery {
  /** Handler: `name` or `Controller.name`. */
  @IsOptional()
  @ReadAs(unlessBlank(String))
  @MaxLength(256, { message: NAME_RULE })
  url_name?: string;

  /** Whose records; `7` finds a user id kept as a number and as a string. */
  @IsOptional()
  @ReadAs((value) => (value === '' ? undefined : Number.isSafeInteger(value) ? String(value) : value))
  @MaxLength(256, { message: USER_RULE })
  user_id?: string;
}
