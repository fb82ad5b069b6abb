import type { OpenApiParameter } from '../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../http/open-api/page-parameters.js';
import { MAX_OFFSET } from '../http/parameters/page.query.js';

export const USER_HISTORY_PARAMETERS: readonly OpenApiParameter[] = [
  ...PAGE_PARAMETERS,
  {
    name: 'offset',
    description: 'Records to skip. Not together with cursor.',
    schema: { type: 'integer', minimum: 0, maximum: MAX_OFFSET },
  },
  { name: 'created_time_after', description: 'A date (in UTC) or an instant with its zone, inclusive.' },
  { name: 'created_time_before', description: 'A date (in UTC) or an instant with its zone, inclusive.' },
];

export const ADMIN_HISTORY_PARAMETERS: readonly OpenApiParameter[] = [
  ...USER_HISTORY_PARAMETERS,
  {
    name: 'url_name',
    description: 'A handler such as list or OrdersController.list.',
    schema: { type: 'string', maxLength: 256 },
  },
  { name: 'user_id', description: 'A user id.', schema: { type: 'string', maxLength: 256 } },
];
