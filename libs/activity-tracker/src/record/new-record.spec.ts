import { Types } from 'mongoose';
import { expect, it } from 'vitest';
import type { ActivityLog } from './activity-log.js';
import { MANDATORY_FIELDS } from './mandatory-fields.fixture.js';
import { newRecord } from './new-record.js';

it('creates a plain object with all mandatory fields in order', () => {
  const fields = Object.fromEntries(MANDATORY_FIELDS.map((field) => [field, { of: field }])) as unknown as ActivityLog;
  const record = newRecord(fields);
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  expect(Object.entries(record)).toEqual(Object.entries(fields));
});

it('copies no optional field', () => {
  const _id = new Types.ObjectId();
  expect(newRecord({ _id } as ActivityLog)._id).toBe(_id);
});
