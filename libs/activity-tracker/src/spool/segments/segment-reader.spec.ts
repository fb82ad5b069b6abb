import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { checksumHead, HEAD_BYTES, LINE_BYTES, writeChecksumLine } from './checksum-lines.js';
import { crc32 } from 'node:zlib';
import { bsonOf, exampleRecord } from '../fixtures/example-record.js';
import { scanSegment } from './segment-reader.js';

const ID = { instance: '0123456789abcdef01234567', number: 7 };
const OTHER = { ...ID, number: 8 };

const documents = Array.from({ length: 4 }, (_, index) => bsonOf(exampleRecord(`r${index}`, 10 + index)));
const whole = Buffer.concat(documents);
const starts = documents.map((_, index) => documents.slice(0, index).reduce((sum, { length }) => sum + length, 0));

/** The side file of the first documents. */
function sideOf(count: number, id = ID): Buffer {
  const side = Buffer.alloc(HEAD_BYTES + count * LINE_BYTES);
  checksumHead(id).copy(side);
  documents.slice(0, count).forEach((document, index) => {
    writeChecksumLine(side, HEAD_BYTES + index * LINE_BYTES, {
      offset: starts[index]!,
      length: document.length,
      crc: crc32(document),
    });
  });
  return side;
}

function read(bytes: Buffer, side: Buffer | undefined) {
  const parts = [...scanSegment(bytes, side, ID)];
  const of = (kind: string) => parts.filter((part) => part.kind === kind);
  // Every byte is in exactly one part.
  expect(parts.map(({ start }) => start)).toEqual([0, ...parts.map(({ end }) => end)].slice(0, parts.length));
  expect(parts.at(-1)?.end ?? 0).toBe(bytes.length);
  return { documents: of('document'), damaged: of('damaged'), tail: of('tail') };
}

describe('scanSegment', () => {
  it.each([
    ['a side file', sideOf(4), [true, true, true, true]],
    ['none', undefined, [false, false, false, false]],
    ['one that lacks the last lines', sideOf(2), [true, true, false, false]],
    ['one with a torn line', sideOf(3).subarray(0, -5), [true, true, false, false]],
    ['one that is longer', Buffer.concat([sideOf(4), Buffer.alloc(24, 9)]), [true, true, true, true]],
    ['that of another segment', sideOf(4, OTHER), [false, false, false, false]],
    ['an empty one', Buffer.alloc(0), [false, false, false, false]],
  ])('finds every document with %s', (_, side, verified) => {
    const found = read(whole, side);
    expect(found.documents.map(({ isVerified }) => isVerified)).toEqual(verified);
    expect(found.documents.map(({ start }) => start)).toEqual(starts);
    expect([found.damaged, found.tail]).toEqual([[], []]);
  });

  it('finds nothing in an empty file', () => {
    expect(read(Buffer.alloc(0), undefined)).toEqual({ documents: [], damaged: [], tail: [] });
  });

  it.each([
    ['with the side file of all documents', sideOf(4)],
    ['with that of two', sideOf(2)],
    ['without one', undefined],
  ])('keeps the whole documents before a tail torn at any byte, %s', (_, side) => {
    for (let length = 0; length <= whole.length; length++) {
      const { documents: found, damaged, tail } = read(whole.subarray(0, length), side);
      const before = starts.filter((start, index) => start + documents[index]!.length <= length);
      expect(found.map(({ start }) => start)).toEqual(before);
      expect(damaged).toEqual([]);
      expect(tail).toHaveLength(before.length === 4 || length === (starts[before.length] ?? 0) ? 0 : 1);
    }
  });

  it('leaves out the one document in which any single bit has changed, and finds the others', () => {
    const side = sideOf(4);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const changed = Buffer.from(whole);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const of = starts.findLastIndex((start) => start <= bit >> 3);
      const { documents: found, damaged, tail } = read(changed, side);
      expect(found.map(({ start }) => start)).toEqual(starts.filter((_, index) => index !== of));
      expect(damaged).toEqual([
        { kind: 'damaged', start: starts[of], end: starts[of]! + documents[of]!.length, isVerified: true },
      ]);
      expect(tail).toEqual([]);
    }
  });

  it('finds every document although any single bit of the side file has changed', () => {
    for (let bit = 0; bit < sideOf(4).length * 8; bit++) {
      const side = sideOf(4);
      side[bit >> 3]! ^= 1 << (bit & 7);
      const { documents: found, damaged, tail } = read(whole, side);
      expect(found.map(({ start }) => start)).toEqual(starts);
      expect([damaged, tail]).toEqual([[], []]);
    }
  });

  it.each([
    ['zeros', Buffer.alloc(4_096)],
    ['a length beyond the end', Buffer.from([0, 1, 0, 0, 8, 9])],
    ['a negative length', Buffer.from([255, 255, 255, 255, 0])],
    ['an empty document, which is no record', Buffer.from([5, 0, 0, 0, 0])],
    ['a document that does not decode', Buffer.from([12, 0, 0, 0, 99, 97, 0, 1, 2, 3, 4, 0])],
  ])('takes %s behind the last document for the tail', (_, rest) => {
    const { documents: found, tail } = read(Buffer.concat([whole, rest]), sideOf(4));
    expect(found).toHaveLength(4);
    expect(tail).toEqual([{ kind: 'tail', start: whole.length, end: whole.length + rest.length, isVerified: false }]);
  });

  it('finds the documents behind a damaged one that has no checksum', () => {
    const changed = Buffer.from(whole);
    changed.fill(0, starts[1], starts[1]! + 4);
    const side = sideOf(4);
    side.fill(0, HEAD_BYTES + LINE_BYTES, HEAD_BYTES + 2 * LINE_BYTES);
    const { documents: found, damaged } = read(changed, side);
    expect(found.map(({ start }) => start)).toEqual([starts[0], starts[2], starts[3]]);
    expect(damaged).toMatchObject([{ start: starts[1], end: starts[2] }]);
  });

  it('finds no record that a request wrote into its body, where the document is damaged and has no checksum', () => {
    // All of its bytes are ASCII: a JSON text can hold it.
    const forged = bsonOf({ ...exampleRecord('forged', 5), _id: new Types.ObjectId('303132333435363738393a3b') });
    const carrier = bsonOf({ ...exampleRecord('carrier'), body: forged.toString('utf8') });
    expect(carrier.includes(forged)).toBe(true);
    carrier[0]! ^= 1;
    const bytes = Buffer.concat([documents[0]!, carrier]);
    const { documents: found, tail } = read(bytes, undefined);
    expect(found).toHaveLength(1);
    expect(tail).toMatchObject([{ start: documents[0]!.length, end: bytes.length }]);
  });
});
