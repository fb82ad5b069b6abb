import { OBJECT_ID, oneOf } from '../../http/open-api/named-schema.js';
import type { OpenApiParameter } from '../../http/open-api/operation.js';
import { FIELDS } from '../query/parse/fields.js';
import { RECORD_SORTS, SORT_DIRECTIONS } from '../records/record-order.js';

export const QUESTION_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'q', description: 'A query text, such as user:42 status:5xx "free text".' },
  { name: 'zone', description: 'Time zone of days: an IANA name such as Europe/Berlin, or an offset such as +03:30.' },
  ...Object.entries(FIELDS).flatMap(([name, { rule }]) => [
    { name, description: `${rule}; commas between values` },
    { name: `not.${name}`, description: `The same, negated.` },
  ]),
];

export const LIST_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'sort', description: 'What records are sorted by. Default: time.', schema: oneOf(RECORD_SORTS) },
  { name: 'order', description: 'Largest or newest first. Default: desc.', schema: oneOf(SORT_DIRECTIONS) },
  { name: 'claims', description: 'Payload keys to add to each record, with commas between.' },
];

/** `id` is the person's in the path. */
export const QUESTION_OF_A_PERSON = QUESTION_PARAMETERS.filter(({ name }) => name !== 'id' && name !== 'not.id');

export const ID_OF_A_PERSON: OpenApiParameter = { name: 'id', in: 'path', description: 'A user id.' };
export const ID_OF_A_RECORD: OpenApiParameter = {
  name: 'id',
  in: 'path',
  description: 'The _id of a record.',
  schema: OBJECT_ID,
};
