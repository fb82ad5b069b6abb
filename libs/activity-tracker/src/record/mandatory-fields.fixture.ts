import { RECORD_FIELDS } from './activity-log.js';

const SOMETIMES_ABSENT = new Set([
  'actor_id',
  'attempted',
  'bodies_removed_at',
  'event_name',
  'graphql',
  'request_id',
  'resource',
  'response_headers',
  'truncated',
  'unidentified',
  'instance',
  'seq',
  'chain',
]);

export const MANDATORY_FIELDS = RECORD_FIELDS.filter((field) => !SOMETIMES_ABSENT.has(field));
