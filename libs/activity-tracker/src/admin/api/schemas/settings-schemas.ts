import {
  array,
  BOOLEAN,
  INTEGER,
  namedSchema,
  object,
  type Schema,
  STRING,
  USER_ID,
} from '../../../http/open-api/named-schema.js';
import { ACTIVITY_RIGHTS } from '../../../http/access/rights.js';

export const COUNTRY_CREDIT: Schema = {
  ...object({ text: STRING, url: STRING }),
  nullable: true,
  description: 'Link that pages with countries must show.',
};

export const SETTINGS = namedSchema(
  'ActivitySettings',
  object({
    page_size: INTEGER,
    time_zone: STRING,
    timedelta: { ...INTEGER, description: 'Minutes to add to each time shown.' },
    url_names: array(STRING),
    user: object({ user_id: USER_ID }),
    names: { ...BOOLEAN, description: 'Whether GET /names knows people.' },
    anomalies: { ...BOOLEAN, description: 'Whether admin.anomalies is on.' },
    reason_required: BOOLEAN,
    country_credit: COUNTRY_CREDIT,
    permissions: object(Object.fromEntries(ACTIVITY_RIGHTS.map((right) => [right, BOOLEAN]))),
    version: { ...STRING, description: 'Version of this package.' },
  }),
);
