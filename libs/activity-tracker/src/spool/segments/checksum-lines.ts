import { crc32 } from 'node:zlib';
import type { SegmentId } from './segment-name.js';

/** Offset, length, CRC-32 of the document, CRC-32 of the line itself. */
export const LINE_BYTES = 16;
/** Names the segment that the lines are of: a side file of another one would condemn every document. */
export const HEAD_BYTES = 16;
/** Length and the closing zero: the empty document. */
export const SHORTEST_DOCUMENT = 5;
const CHECKED_BYTES = 12;
const INSTANCE_BYTES = 12;

export interface ChecksumLine {
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

export function checksumHead({ instance, number }: SegmentId): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(instance, 'hex');
  head.writeUInt32LE(number, INSTANCE_BYTES);
  return head;
}

/** @param at where the line begins in `lines` */
export function writeChecksumLine(lines: Buffer, at: number, { offset, length, crc }: ChecksumLine): void {
  lines.writeUInt32LE(offset, at);
  lines.writeUInt32LE(length, at + 4);
  lines.writeUInt32LE(crc, at + 8);
  lines.writeUInt32LE(crc32(lines.subarray(at, at + CHECKED_BYTES)), at + CHECKED_BYTES);
}

/** The lines that are intact, by offset; none where the side file is of another segment. */
export function readChecksumLines(side: Buffer | undefined, id: SegmentId): Map<number, ChecksumLine> {
  const lines = new Map<number, ChecksumLine>();
  if (!side || !side.subarray(0, HEAD_BYTES).equals(checksumHead(id))) return lines;
  for (let at = HEAD_BYTES; at + LINE_BYTES <= side.length; at += LINE_BYTES) {
    if (side.readUInt32LE(at + CHECKED_BYTES) !== crc32(side.subarray(at, at + CHECKED_BYTES))) continue;
    const [offset, length, crc] = [side.readUInt32LE(at), side.readUInt32LE(at + 4), side.readUInt32LE(at + 8)];
    if (length >= SHORTEST_DOCUMENT) lines.set(offset, { offset, length, crc });
  }
  return lines;
}
