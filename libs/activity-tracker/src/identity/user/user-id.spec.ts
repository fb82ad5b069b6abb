import { mongo, Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { userId } from './user-id.js';

const { BSON } = mongo;
const { Binary, BSONSymbol, Code, Decimal128, Double, Int32, Long, MaxKey, Timestamp, UUID } = BSON;
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
    [new UUID('0123abcd-0123-4567-89ab-0123456789ab'), '0123abcd-0123-4567-89ab-0123456789ab'],
    [new Binary(new UUID('0123abcd-0123-4567-89ab-0123456789ab').buffer, 4), '0123abcd-0123-4567-89ab-0123456789ab'],
    [new Binary(Buffer.from('0aff', 'hex')), '0aff'],
    [Long.fromString('9007199254740993'), '9007199254740993'],
    [new Int32(7), '7'],
    [new Double(7), '7'],
    [Decimal128.fromString('123456789012345678901234567890'), '123456789012345678901234567890'],
    [new BSONSymbol('ada'), 'ada'],
  ])('converts %s to the id %s', (value, id) => expect(userId(value)).toBe(id));

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
    ['a Long from JSON', { _bsontype: 'Long', low: 1 }],
    ['a Symbol from JSON', { _bsontype: 'BSONSymbol', value: 'x' }],
    ['a name that is inherited', Object.assign(Object.create({}) as object, { _bsontype: 'toString' })],
    ['a fraction as Double', new Double(1.5)],
    ['a fraction as Decimal128', Decimal128.fromString('1.5')],
    ['NaN as Decimal128', Decimal128.fromString('NaN')],
    ['no bytes', new Binary(Buffer.alloc(0))],
    ['a Timestamp', new Timestamp(1n)],
    ['MaxKey', new MaxKey()],
    ['code', new Code('x')],
    ['an empty Symbol', new BSONSymbol('')],
    ['half a character', 'a\ud800'],
  ])('returns undefined for %s', (_, value) => expect(userId(value)).toBeUndefined());
});
