import { IsDate, IsInt, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { badParameter } from '../http/parameters/bad-parameter.js';
import { endOf, firstInstant } from '../http/parameters/date-parameter.js';
import { MAX_OFFSET, PageQuery, unlessBlank, wholeNumber } from '../http/parameters/page.query.js';
import { checkedByRules } from '../http/parameters/checked-parameters.js';
import { ReadAs } from '../http/parameters/read-as.js';

const TIME_RULE = 'must be a date such as 2024-05-31, or an instant with its zone such as 2024-05-31T08:30:00Z';
const OFFSET_RULE = 'must be a whole number, 0 or more';
const OFFSET_END = `must be at most ${MAX_OFFSET}; to go further, page with cursor= in place of offset`;
const NAME_RULE = 'must be a handler such as list or OrdersController.list, of at most 256 characters';
const USER_RULE = 'must be a user id of at most 256 characters';

export class UserHistoryQuery extends PageQuery {
  /** Earliest `created_time`, inclusive. A date without a time means its first instant in UTC. */
  @IsOptional()
  @ReadAs(unlessBlank(firstInstant))
  @IsDate({ message: TIME_RULE })
  created_time_after?: Date;

  /** Latest `created_time`, inclusive. A date without a time means its last millisecond in UTC. */
  @IsOptional()
  @ReadAs(unlessBlank(endOf))
  @IsDate({ message: TIME_RULE })
  created_time_before?: Date;

  @IsOptional()
  @ReadAs(unlessBlank(wholeNumber))
  @Max(MAX_OFFSET, { message: OFFSET_END })
  @Min(0, { message: OFFSET_RULE })
  @IsInt({ message: OFFSET_RULE })
  offset?: number;
}

export class AdminHistoryQuery extends UserHistoryQuery {
  @IsOptional()
  @ReadAs(unlessBlank(String))
  @MaxLength(256, { message: NAME_RULE })
  url_name?: string;

  /** User id; `7` finds ids stored as a number and as a string. */
  @IsOptional()
  @ReadAs((value) => (value === '' ? undefined : Number.isSafeInteger(value) ? String(value) : value))
  @MaxLength(256, { message: USER_RULE })
  user_id?: string;
}

/** As {@link checkedByRules}; also rejects parameters that exclude each other. */
export function checkedParameters<T extends UserHistoryQuery>(Query: new () => T, parameters: object): T {
  const query = checkedByRules(Query, parameters);
  const { created_time_after: after, created_time_before: before } = query;
  if (after && before && after > before)
    throw badParameter('created_time_after', 'must not be later than created_time_before');
  if (query.cursor !== undefined && query.offset !== undefined) {
    throw badParameter('cursor', 'and offset exclude each other: use one of them');
  }
  return query;
}
