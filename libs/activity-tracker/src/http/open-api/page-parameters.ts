import type { Schema } from './named-schema.js';
import type { OpenApiParameter } from './operation.js';

/** A whole number from 1. */
export const COUNT_SCHEMA: Schema = { type: 'integer', minimum: 1 };

export const PAGE_PARAMETERS: readonly OpenApiParameter[] = [
  {
    name: 'limit',
    description: 'Records on a page. A number above the maximum gives the maximum.',
    schema: COUNT_SCHEMA,
  },
  { name: 'cursor', description: 'Where a page ended, from its link. Empty: the first page of cursor paging.' },
];
