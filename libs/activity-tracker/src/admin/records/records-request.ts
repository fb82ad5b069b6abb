import { IsIn, IsOptional, IsString } from 'class-validator';
import { PageQuery, unlessBlank } from '../../http/parameters/page.query.js';
import { ReadAs } from '../../http/parameters/read-as.js';
import { checkedByRules } from '../../http/parameters/checked-parameters.js';
import type { ActivityQuery, QueryContext } from '../query/activity-query.js';
import { queryOfParameters } from '../query/query-parameters.js';
import { RECORD_SORTS, type RecordOrder, SORT_DIRECTIONS } from './record-order.js';

const oneOf = (values: readonly string[]) => ({ message: `must be one of ${values.join(', ')}` });

class ListQuery extends PageQuery implements RecordOrder {
  @IsOptional()
  @ReadAs(unlessBlank((text) => text))
  @IsIn(RECORD_SORTS, oneOf(RECORD_SORTS))
  sort?: RecordOrder['sort'];

  @IsOptional()
  @ReadAs(unlessBlank((text) => text))
  @IsIn(SORT_DIRECTIONS, oneOf(SORT_DIRECTIONS))
  order?: RecordOrder['order'];

  @IsOptional()
  @IsString()
  claims?: string;
}

export interface RecordsRequest extends RecordOrder {
  query: ActivityQuery;
  limit?: number | undefined;
  cursor?: string | undefined;
  /** Payload keys in addition to the fields of a list. */
  claims: readonly string[];
}

/** @throws BadRequestException that names each invalid or unknown parameter */
export function recordsRequest(
  parameters: Readonly<Record<string, string>>,
  context: QueryContext = {},
): RecordsRequest {
  const { query, rest } = queryOfParameters(parameters, context);
  const { claims, ...paging } = checkedByRules(ListQuery, rest);
  return { query, ...paging, claims: claims ? claims.split(',') : [] };
}
