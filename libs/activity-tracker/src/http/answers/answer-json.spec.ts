import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { answerJson } from './answer-json.js';

describe('answerJson', () => {
  it.each<[string, unknown, string | undefined]>([
    [
      'digits of 64-bit integers',
      { id: new mongo.Long('9007199254740993') },
      '{"id":{"$numberLong":"9007199254740993"}}',
    ],
    ['them in lists', [[new mongo.Long('-1')]], '[[{"$numberLong":"-1"}]]'],
    ['data of that form as they are', { high: 1, low: 2, unsigned: false }, '{"high":1,"low":2,"unsigned":false}'],
    ['a type that a client made up', { _bsontype: 'Long', unsigned: true }, '{"_bsontype":"Long","unsigned":true}'],
    ['other types as they write themselves', new mongo.Decimal128('1.5'), '{"$numberDecimal":"1.5"}'],
    ['nothing for nothing', undefined, undefined],
  ])('writes %s', (_what, answer, text) => {
    expect(answerJson(answer)).toBe(text);
  });
});
