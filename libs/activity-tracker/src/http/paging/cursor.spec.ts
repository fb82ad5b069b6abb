import { BadRequestException } from '@nestjs/common';
import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { type Cursor, decodeCursor, encodeCursor, turned } from './cursor.js';

const QUERY = '["user","7"]';
const CURSOR: Cursor = {
  time: new Date('2024-05-31T08:30:00.123Z'),
  id: new Types.ObjectId('66599b8afc13ae1a2b3c4d5e'),
  direction: 'older',
  inclusive: false,
};

describe('a cursor', () => {
  it.each<[string, Partial<Cursor>]>([
    ['towards older', {}],
    ['towards newer', { direction: 'newer' }],
    ['with its own record', { inclusive: true }],
    ['towards newer with its own record', { direction: 'newer', inclusive: true }],
    ['before 1970', { time: new Date(-1) }],
    ['far in the future', { time: new Date(8.64e15) }],
  ])('%s comes back from its text', (_case, change) => {
    const cursor = { ...CURSOR, ...change };
    expect(decodeCursor(encodeCursor(cursor, QUERY), QUERY)).toEqual(cursor);
  });

  it('is text that a URL holds as it is', () => {
    expect(encodeCursor(CURSOR, QUERY)).toMatch(/^[\w-]{36}$/);
  });

  it('turned twice is itself', () => {
    expect(turned(CURSOR)).toEqual({ ...CURSOR, direction: 'newer', inclusive: true });
    expect(turned(turned(CURSOR))).toEqual(CURSOR);
  });

  it('is refused wherever one character was changed', () => {
    const text = encodeCursor(CURSOR, QUERY);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(() => decodeCursor(text.slice(0, at) + other + text.slice(at + 1), QUERY)).toThrow(BadRequestException);
    }
  });

  it.each([
    ['cut', encodeCursor(CURSOR, QUERY).slice(0, -4)],
    ['longer', `${encodeCursor(CURSOR, QUERY)}AAAA`],
    ['padded', `${encodeCursor(CURSOR, QUERY)}=`],
    ['with a space in it', ` ${encodeCursor(CURSOR, QUERY)}`],
    ['an offset', '20'],
    ['JSON', '{"$gt":""}'],
    ["another user's", encodeCursor(CURSOR, '["user","8"]')],
    ["another filter's", encodeCursor(CURSOR, '["user","7","list"]')],
    ["another history's", encodeCursor(CURSOR, '["admin","7"]')],
  ])('%s is refused by name', (_case, text) => {
    expect(() => decodeCursor(text, QUERY)).toThrow(
      expect.objectContaining({
        status: 400,
        response: expect.objectContaining({
          message: ['cursor does not belong to this history and these filters; start again with an empty cursor='],
        }),
      }),
    );
  });
});
