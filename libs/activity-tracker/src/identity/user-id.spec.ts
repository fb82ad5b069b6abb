import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { userId } from './user-id.js';

const objectId = new Types.ObjectId();

describe('userId', () => {
  it.each([
    [0, 0],
    [13, 13],
    [-1, -1],
    ['13', '13'],
    ['a1b2', 'a1b2'],
    [10n ** 30n, '1000000000000000000000000000000'],
    [objectId, objectId.toHexString()],
  ])('%s is the user %s', (value, id) => expect(userId(value)).toBe(id));

  it.each([
    ['', ''],
    ['undefined', 'undefined'],
    ['null', 'null'],
    ['NaN', 'NaN'],
    ['null', null],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['a fraction', 1.5],
    ['an unsafe integer', 2 ** 60],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['true', true],
    ['an operator', { $ne: null }],
    ['an array', [1]],
    ['a look-alike', { _bsontype: 'ObjectId' }],
    ['a look-alike from JSON', { _bsontype: 'ObjectId', toHexString: 'x' }],
    ['half a character', 'a\ud800'],
  ])('%s is nobody', (_, value) => expect(userId(value)).toBeUndefined());
});
