import { createHash } from 'node:crypto';
import type { BadRequestException } from '@nestjs/common';
import { Types } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter } from '../../storage/port/activity-store.js';
import { badParameter } from '../parameters/bad-parameter.js';

export interface Cursor {
  readonly time: Date;
  readonly id: Types.ObjectId;
  readonly direction: 'older' | 'newer';
  readonly inclusive: boolean;
}

export type RecordPosition = Pick<ActivityLog, 'created_time' | '_id'>;

export function olderThan({ created_time, _id }: RecordPosition): Cursor {
  return { time: created_time, id: _id, direction: 'older', inclusive: false };
}

export function newerThan({ created_time, _id }: RecordPosition): Cursor {
  return { time: created_time, id: _id, direction: 'newer', inclusive: false };
}

/** The opposite direction from the same position, its record included: for an empty page. */
export function turned(cursor: Cursor): Cursor {
  return { ...cursor, direction: cursor.direction === 'older' ? 'newer' : 'older', inclusive: !cursor.inclusive };
}

/** Records on the cursor's side. The first condition bounds the index scan, the second orders equal times. */
export function beyond({ time, id, direction, inclusive }: Cursor): ActivityFilter {
  const past = direction === 'older' ? '$lt' : '$gt';
  const pastOrAt = direction === 'older' ? '$lte' : '$gte';
  return {
    created_time: { [pastOrAt]: time },
    $or: [{ created_time: { [past]: time } }, { _id: { [inclusive ? pastOrAt : past]: id } }],
  };
}

/** Flags, time, id, check: 1 + 8 + 12 + 6 bytes. */
const TIME_AT = 1;
const ID_AT = 9;
const CHECK_AT = 21;
const LENGTH = 27;
const NEWER = 1;
const INCLUSIVE = 2;

/** Position and checksum over it and `query`, against damaged or foreign cursors. Unsigned: the scope comes from the token. */
export function encodeCursor(cursor: Cursor, query: string): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes[0] = (cursor.direction === 'newer' ? NEWER : 0) | (cursor.inclusive ? INCLUSIVE : 0);
  bytes.writeDoubleBE(cursor.time.getTime(), TIME_AT);
  bytes.write(cursor.id.toHexString(), ID_AT, 'hex');
  checkSum(bytes, query).copy(bytes, CHECK_AT);
  return bytes.toString('base64url');
}

/** @throws BadRequestException for text that {@link encodeCursor} did not create for the same `query` */
export function decodeCursor(text: string, query: string): Cursor {
  const bytes = Buffer.from(text, 'base64url');
  const intact =
    bytes.length === LENGTH &&
    bytes.toString('base64url') === text &&
    bytes.subarray(CHECK_AT).equals(checkSum(bytes, query));
  if (!intact) throw foreignCursor();
  const flags = bytes[0]!;
  return {
    time: new Date(bytes.readDoubleBE(TIME_AT)),
    id: new Types.ObjectId(bytes.toString('hex', ID_AT, CHECK_AT)),
    direction: flags & NEWER ? 'newer' : 'older',
    inclusive: (flags & INCLUSIVE) !== 0,
  };
}

export const foreignCursor = (): BadRequestException =>
  badParameter('cursor', 'does not belong to this history and these filters; start again with an empty cursor=');

function checkSum(bytes: Buffer, query: string): Buffer {
  const place = bytes.subarray(0, CHECK_AT);
  return createHash('sha256')
    .update(place)
    .update(query)
    .digest()
    .subarray(0, LENGTH - CHECK_AT);
}
