import { MAX_OFFSET } from '../history.query.js';
import type { Schema } from './named-schema.js';
import type { OpenApiParameter } from './operation.js';

/** A whole number from 1. */
export const COUNT: Schema = { type: 'integer', minimum: 1 };

export const PAGE_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'limit', description: 'Records on a page. A number above the maximum gives the maximum.', schema: COUNT },
  { name: 'cursor', description: 'Where a page ended, from its link. Empty: the first page of cursor paging.' },
];

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
