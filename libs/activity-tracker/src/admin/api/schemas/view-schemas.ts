import { array, BOOLEAN, INSTANT, namedSchema, object, STRING, USER_ID } from '../../../http/open-api/named-schema.js';

export const SAVED_VIEW = namedSchema(
  'ActivitySavedView',
  object({
    id: STRING,
    name: STRING,
    address: { ...STRING, description: 'Path and parameters within the panel, such as `/?q=status:5xx`.' },
    shared: { ...BOOLEAN, description: 'Whether other administrators see it.' },
    own: { ...BOOLEAN, description: 'Whether the caller saved it, and so may delete it.' },
    owner_id: USER_ID,
    created_time: INSTANT,
  }),
);

export const SAVED_VIEWS = namedSchema(
  'ActivitySavedViews',
  object({
    views: array(SAVED_VIEW),
    complete: { ...BOOLEAN, description: 'Whether these are all: others share no more.' },
  }),
);
