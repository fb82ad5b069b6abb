import type { DescribedParameter } from './described.js';

export const PAGE_PARAMETERS: readonly DescribedParameter[] = [
  { name: 'limit', description: 'Records on a page; more than the maximum is taken as that.' },
  { name: 'cursor', description: 'Where a page ended: from its link. Empty: the first page.' },
];

export const USER_HISTORY_PARAMETERS: readonly DescribedParameter[] = [
  ...PAGE_PARAMETERS,
  { name: 'offset', description: 'Records to pass over, to 10,000; not together with cursor.' },
  { name: 'created_time_after', description: 'A date (in UTC) or an instant with its zone, inclusive.' },
  { name: 'created_time_before', description: 'A date (in UTC) or an instant with its zone, inclusive.' },
];

export const ADMIN_HISTORY_PARAMETERS: readonly DescribedParameter[] = [
  ...USER_HISTORY_PARAMETERS,
  { name: 'url_name', description: 'A handler such as list or OrdersController.list.' },
  { name: 'user_id', description: 'A user id.' },
];
