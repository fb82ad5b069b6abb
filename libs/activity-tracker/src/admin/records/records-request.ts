import { PageQuery } from '../../http/parameters/page.query.js';
import { checkedByRules } from '../../http/parameters/checked-parameters.js';
import type { ActivityQuery, QueryContext } from '../query/activity-query.js';
import { queryOfParameters } from '../query/query-parameters.js';

/** What a URL asks of the list of records. */
export interface RecordsRequest {
  query: ActivityQuery;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/**
 * @param parameters each a plain string, see `readQueryString`
 * @throws BadRequestException that names each parameter in the wrong, an unknown one included
 */
export function recordsRequest(
  parameters: Readonly<Record<string, string>>,
  context: QueryContext = {},
): RecordsRequest {
  const { query, rest } = queryOfParameters(parameters, context);
  const { limit, cursor } = checkedByRules(PageQuery, rest);
  return { query, limit, cursor };
}
