import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  namedSchema,
  NULLABLE_INTEGER,
  NULLABLE_STRING,
  object,
  STRING,
} from '../../../http/open-api/named-schema.js';
import { COUNTED_ROUTE } from './record-schemas.js';

const ERROR_GROUP = namedSchema(
  'ActivityErrorGroup',
  object(
    {
      ...COUNTED_ROUTE,
      status_code: NULLABLE_INTEGER,
      message: {
        ...NULLABLE_STRING,
        description:
          'With {value}, {email}, {number} and {id} as placeholders; null without a message, or without the right to bodies.',
      },
      count: INTEGER,
      users: INTEGER,
      first_seen: INSTANT,
      last_seen: INSTANT,
      query: { ...STRING, description: 'For q: finds these calls.' },
      finds_more: { ...BOOLEAN, description: 'Whether the query also finds calls of other groups.' },
    },
    ['other_type'],
  ),
);

export const ERROR_GROUPS = namedSchema(
  'ActivityErrorGroups',
  object(
    {
      groups: array(ERROR_GROUP, { description: 'The largest first, at most 50.' }),
      count: { ...INTEGER, description: 'Number of all groups.' },
      counted: { ...INTEGER, description: 'Number of errors that were grouped: the newest, at most 5,000.' },
      complete: { ...BOOLEAN, description: 'Whether these are all errors of the period.' },
      looked_back_to: INSTANT,
      by_message: { ...BOOLEAN, description: 'False without the right to bodies: messages do not tell groups apart.' },
    },
    ['looked_back_to'],
  ),
);
