import { Types } from 'mongoose';
import { expect, it } from 'vitest';
import { type ActivityLog, RECORD_FIELDS } from './activity-log.js';
import { newRecord } from './new-record.js';

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
  'instance',
  'seq',
  'chain',
]);
const ALWAYS_THERE = RECORD_FIELDS.filter((field) => !SOMETIMES_ABSENT.has(field));

it('creates a plain object with all mandatory fields in order', () => {
  const fields = Object.fromEntries(ALWAYS_THERE.map((field) => [field, { of: field }])) as unknown as ActivityLog;
  const record = newRecord(fields);
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  expect(Object.entries(record)).toEqual(Object.entries(fields));
});

it('copies no optional field', () => {
  const _id = new Types.ObjectId();
  expect(newRecord({ _id } as ActivityLog)._id).toBe(_id);
});
