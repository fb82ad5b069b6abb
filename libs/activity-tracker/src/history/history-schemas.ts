import {
  array,
  INSTANT,
  namedSchema,
  NULLABLE_STRING,
  NULLABLE_USER_ID,
  object,
  OBJECT_ID,
  type Schema,
} from '../http/open-api/named-schema.js';

const ENTRY = {
  id: OBJECT_ID,
  event_name: { ...NULLABLE_STRING, description: 'Display name, or name of the handler.' },
  client_ip_address: NULLABLE_STRING,
  created_time: INSTANT,
};

const USER_ENTRY = namedSchema('ActivityHistoryEntry', object(ENTRY));
const ADMIN_ENTRY = namedSchema('ActivityAdminHistoryEntry', object({ ...ENTRY, user_id: NULLABLE_USER_ID }));

export const pageProperties = (entry: Schema): Readonly<Record<string, Schema>> => ({
  count: { type: 'integer', description: 'Exact to 10,000; absent in cursor paging.' },
  count_exceeded: { type: 'boolean', enum: [true], description: 'Present if there are more records than count.' },
  next: { ...NULLABLE_STRING, description: 'URL of the page of older records; null on the last page.' },
  previous: { ...NULLABLE_STRING, description: 'URL of the page of newer records; null on the first page.' },
  results: array(entry),
});

export const OPTIONAL_OF_A_PAGE = ['count', 'count_exceeded'];

export const USER_HISTORY_PAGE = namedSchema(
  'ActivityHistoryPage',
  object(pageProperties(USER_ENTRY), OPTIONAL_OF_A_PAGE),
);
export const ADMIN_HISTORY_PAGE = namedSchema(
  'ActivityAdminHistoryPage',
  object(pageProperties(ADMIN_ENTRY), OPTIONAL_OF_A_PAGE),
);
