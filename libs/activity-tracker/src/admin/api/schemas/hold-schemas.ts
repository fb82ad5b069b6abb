import {
  array,
  INSTANT,
  namedSchema,
  NULLABLE_INSTANT,
  object,
  STRING,
  USER_ID,
} from '../../../http/open-api/named-schema.js';

const HOLD = {
  user_id: USER_ID,
  reason: STRING,
  until: { ...NULLABLE_INSTANT, description: 'End of the hold; null: until it is lifted.' },
  placed_by: USER_ID,
  placed_at: INSTANT,
};
export const LEGAL_HOLD = namedSchema('ActivityLegalHold', object(HOLD));
export const LEGAL_HOLDS = namedSchema('ActivityLegalHolds', object({ holds: array(LEGAL_HOLD) }));
