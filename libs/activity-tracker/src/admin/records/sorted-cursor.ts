import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { foreignCursor } from '../../http/paging/cursor.js';

/** Position in a sorted list. */
export interface SortedEntry {
  /** `null`: without a value, last in both directions. */
  value: number | null;
  created_time: Date;
  _id: Types.ObjectId;
}

/** Start of a page, and start of the sorted records, which is the same for all pages. */
export interface SortedCursor {
  after: SortedEntry;
  from: Date | undefined;
}

const CHECK_LENGTH = 8;

export function encodeSorted({ after, from }: SortedCursor, query: string): string {
  const { value, created_time, _id } = after;
  const parts = [value, created_time.getTime(), _id.toHexString(), from?.getTime() ?? null];
  const text = JSON.stringify(parts);
  return Buffer.from(checkOf(text, query) + text).toString('base64url');
}

/** @throws BadRequestException for text that {@link encodeSorted} did not create for the same `query` */
export function decodeSorted(cursor: string, query: string): SortedCursor {
  const decoded = Buffer.from(cursor, 'base64url').toString();
  const text = decoded.slice(CHECK_LENGTH);
  if (decoded.slice(0, CHECK_LENGTH) !== checkOf(text, query)) throw foreignCursor();
  const [value, time, id, from] = JSON.parse(text) as [number | null, number, string, number | null];
  return {
    after: { value, created_time: new Date(time), _id: new Types.ObjectId(id) },
    from: from === null ? undefined : new Date(from),
  };
}

const checkOf = (text: string, query: string): string =>
  createHash('sha256').update(`${query}\n${text}`).digest('hex').slice(0, CHECK_LENGTH);
