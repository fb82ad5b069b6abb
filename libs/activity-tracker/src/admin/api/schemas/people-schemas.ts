import { namedSchema, object, type Schema, STRING, USER_ID } from '../../../http/open-api/named-schema.js';

const USER_DESCRIPTION = namedSchema(
  'ActivityUserDescription',
  object({ id: USER_ID, label: STRING, detail: STRING, url: STRING }, ['detail', 'url']),
);

/** Absent without `admin.describeUsers`. */
export const USERS: Readonly<Record<'users', Schema>> = {
  users: {
    type: 'object',
    additionalProperties: USER_DESCRIPTION,
    description: 'People of the answer whom admin.describeUsers knows, by their ids.',
  },
};

export const USER_NAMES = namedSchema('ActivityUserNames', object(USERS));
