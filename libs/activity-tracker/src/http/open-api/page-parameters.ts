import type { Schema } from './named-schema.js';
import type { OpenApiParameter } from './operation.js';

const COUNT_SCHEMA: Schema = { type: 'integer', minimum: 1 };

export const PAGE_PARAMETERS: readonly OpenApiParameter[] = [
  {
    name: 'limit',
    description: 'Records per page; larger numbers are reduced to the maximum.',
    schema: COUNT_SCHEMA,
  },
  { name: 'cursor', description: 'Cursor from a link. Empty: the first page of cursor paging.' },
];
