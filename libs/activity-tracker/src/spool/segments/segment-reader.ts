import { mongo } from 'mongoose';
import { crc32 } from 'node:zlib';
import { type ChecksumLine, readChecksumLines, SHORTEST_DOCUMENT } from './checksum-lines.js';
import type { SegmentId } from './segment-name.js';

/** What MongoDB takes, and room for what it refuses. */
const LONGEST_DOCUMENT = 17 * 1024 * 1024;
/** An erasure deletes a piece as a whole, so it must not hold the remains of too many records. */
const LONGEST_STRETCH = 256 * 1024;

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a segment and what it is. `tail`: behind the last whole document, a write that a crash cut off. */
export interface SegmentPart extends Stretch {
  readonly kind: 'document' | 'damaged' | 'tail';
  /** Of a document: its checksum was compared; otherwise only its form was. */
  readonly isVerified: boolean;
}

/**
 * Where the side file has a line, the checksum decides; elsewhere length, closing zero, and decoding of the whole.
 * @param side the side file, if there is one
 */
export function* scanSegment(
  bytes: Buffer,
  side: Buffer | undefined,
  id: SegmentId,
): Generator<SegmentPart, void, undefined> {
  const lines = readChecksumLines(side, id);
  const offsets = [...lines.keys()].toSorted((a, b) => a - b);
  let next = 0;
  for (let start = 0; start < bytes.length;) {
    while (offsets[next]! <= start) next++;
    const limit = Math.min(offsets[next] ?? bytes.length, bytes.length);
    const part = partAt(bytes, start, limit, lines.get(start));
    yield part;
    start = part.end;
  }
}

export interface JoinedPart extends SegmentPart {
  /** Parts that were joined. */
  readonly count: number;
}

/** Joins neighbors that are no documents: a file that a power failure filled with zeros would be thousands of pieces. */
export function* joinDamaged(parts: Iterable<SegmentPart>): Generator<JoinedPart, void, undefined> {
  let open: JoinedPart | undefined;
  for (const part of parts) {
    const isDocument = part.kind === 'document';
    if (open && (isDocument || part.end - open.start > LONGEST_STRETCH)) {
      yield open;
      open = undefined;
    }
    if (isDocument) yield { ...part, count: 1 };
    else open = { ...part, start: open?.start ?? part.start, count: (open?.count ?? 0) + 1 };
  }
  if (open) yield open;
}

/** @param limit where the next known document begins, or the file ends */
function partAt(bytes: Buffer, start: number, limit: number, line: ChecksumLine | undefined): SegmentPart {
  if (line && start + line.length <= limit) {
    const end = start + line.length;
    return { kind: isIntact(bytes, line) ? 'document' : 'damaged', start, end, isVerified: true };
  }
  const end = start + lengthAt(bytes, start, limit);
  if (!line && end > start && isDocument(bytes.subarray(start, end)))
    return { kind: 'document', start, end, isVerified: false };
  return { kind: limit < bytes.length ? 'damaged' : 'tail', start, end: limit, isVerified: false };
}

/** 0 where no document can begin. */
function lengthAt(bytes: Buffer, start: number, limit: number): number {
  if (start + SHORTEST_DOCUMENT > limit) return 0;
  const length = bytes.readInt32LE(start);
  const isPossible = length >= SHORTEST_DOCUMENT && length <= LONGEST_DOCUMENT && start + length <= limit;
  return isPossible && bytes[start + length - 1] === 0 ? length : 0;
}

function isIntact(bytes: Buffer, { offset, length, crc }: ChecksumLine): boolean {
  return crc32(bytes.subarray(offset, offset + length)) === crc;
}

/** A record has an id and a time: zeros or the remains of another file hardly do. */
function isDocument(bytes: Buffer): boolean {
  try {
    const { _id } = mongo.BSON.deserialize(bytes, { promoteValues: true });
    return _id instanceof mongo.ObjectId;
  } catch {
    return false;
  }
}
