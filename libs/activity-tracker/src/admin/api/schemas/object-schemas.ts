import { OPTIONAL_OF_A_PAGE, pageProperties } from '../../../history/history-schemas.js';
import { array, namedSchema, object, STRING } from '../../../http/open-api/named-schema.js';
import { USERS } from './people-schemas.js';
import { LISTED_RECORD } from './record-schemas.js';

const CHANGE = namedSchema(
  'ActivityBodyChange',
  object({
    path: { ...STRING, description: 'Place in the body, such as address.city.' },
    before: { description: 'Value in the calls before.' },
    after: { description: 'Value in this call.' },
  }),
);

const OBJECT_CALL = namedSchema(
  'ActivityObjectCall',
  object({
    record: LISTED_RECORD,
    changes: array(CHANGE, {
      nullable: true,
      description: 'Compared with the calls before it on the page; null if the caller may not read bodies.',
    }),
  }),
);

export const OBJECT_HISTORY = namedSchema(
  'ActivityObjectHistory',
  object({ ...pageProperties(OBJECT_CALL), resource: object({ type: STRING, id: STRING }), ...USERS }, [
    ...OPTIONAL_OF_A_PAGE,
    'users',
  ]),
);
