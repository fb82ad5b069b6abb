import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { hasReorderedKeys } from './reordered-keys.js';

const documentOf = (...pairs: [string, unknown][]): Buffer => Buffer.from(mongo.BSON.serialize(new Map(pairs)));

describe('keys that JavaScript puts in another order', () => {
  it.each<[string, Buffer, boolean]>([
    ['names', documentOf(['b', 1], ['a', 2]), false],
    ['ascending numbers', documentOf(['1', 1], ['2', 2], ['10', 3], ['a', 4]), false],
    ['descending numbers', documentOf(['2', 1], ['1', 2]), true],
    ['a number behind a name', documentOf(['a', 1], ['1', 2]), true],
    [
      'texts that only look like numbers',
      documentOf(['a', 1], ['01', 2], ['1.5', 3], ['-1', 4], ['4294967295', 5]),
      false,
    ],
    ['the highest index behind a name', documentOf(['a', 1], ['4294967294', 2]), true],
    ['a long list', documentOf(['a', Array.from({ length: 20 }, (_, index) => index)]), false],
    [
      'numbers in a list of documents',
      documentOf([
        'a',
        [
          { b: 1 },
          new Map([
            ['9', 1],
            ['8', 2],
          ]),
        ],
      ]),
      true,
    ],
    [
      'numbers deep down',
      documentOf([
        'a',
        {
          b: {
            c: new Map([
              ['9', 1],
              ['8', 2],
            ]),
          },
        },
      ]),
      true,
    ],
    ['an empty document', documentOf(), false],
    ['a type that records never have', documentOf(['a', /x/]), true],
  ])('%s', (_case, document, isReordered) => {
    expect(hasReorderedKeys(document)).toBe(isReordered);
    const again = Buffer.from(mongo.BSON.serialize(mongo.BSON.deserialize(document)));
    if (!isReordered) expect(again.equals(document)).toBe(true);
  });
});
