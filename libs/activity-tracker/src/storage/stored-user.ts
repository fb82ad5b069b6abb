import { mongo, Types } from 'mongoose';
import type { ActivityUserId } from '../record/activity-log.js';
import { isUserId, userForms } from '../record/user-forms.js';

const OBJECT_ID = /^[0-9a-f]{24}$/;
const BEYOND_SAFE = /^-?[1-9]\d{15,18}$/;
const AS_TEXT: ReadonlySet<unknown> = new Set(['ObjectId', 'Long']);

/** {@link userForms}, and those of other writers: ObjectIds and 64-bit integers, which the tracker records as texts. */
export function storedForms(userId: ActivityUserId): unknown[] {
  const forms: unknown[] = userForms(userId);
  const text = String(userId);
  if (OBJECT_ID.test(text)) return [...forms, new Types.ObjectId(text)];
  if (forms.length > 1 || !BEYOND_SAFE.test(text)) return forms;
  const long = mongo.Long.fromString(text);
  return long.toString() === text ? [...forms, long] : forms;
}

/** The id in a stored value; `null` for none, `undefined` for a value of another type. */
export function userIdOf(value: unknown): ActivityUserId | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  if (isUserId(value)) return value;
  if (typeof value === 'bigint') return value.toString();
  const { _bsontype: type } = value as { _bsontype?: unknown };
  return AS_TEXT.has(type) ? (value as Types.ObjectId | mongo.Long).toString() : undefined;
}
