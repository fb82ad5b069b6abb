import { PageQuery } from '../../http/parameters/page.query.js';
import { checkedByRules } from '../../http/parameters/checked-parameters.js';
import type { ActivityQuery, QueryContext } from '../query/activity-query.js';
import { queryOfParameters } from '../query/query-parameters.js';

export interface RecordsRequest {
  query: ActivityQuery;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** @throws BadRequestException that names each invalid or unknown parameter */
export function recordsRequest(
  parameters: Readonly<Record<string, string>>,
  context: QueryContext = {},
): RecordsRequest {
  const { query, rest } = queryOfParameters(parameters, context);
  const { limit, cursor } = checkedByRules(PageQuery, rest);
  return { query, limit, cursor };
}
