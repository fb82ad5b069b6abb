import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { WorkBudget } from '../budget/work-budget.js';
import { FILTERED } from '../values/markers.js';
import { echoPlacesIn, replaceEchoesInBson } from './echoes-in-bson.js';
import { replaceEchoesInPlace } from './echoes.js';
import { RememberedValues } from './remembered-values.js';

const SECRET = 'hunter22-Xy7Qz';

function remembering(...values: string[]): RememberedValues {
  const work = new WorkBudget();
  work.grant(1_000);
  const remembered = new RememberedValues(work);
  remembered.hearApplication();
  for (const value of values) remembered.add(value);
  return remembered;
}

const encoded = (value: object) => mongo.BSON.serialize(value);

function replacedIn(bytes: Uint8Array, remembered: RememberedValues): Uint8Array | undefined {
  const places = echoPlacesIn(bytes, remembered);
  return places && replaceEchoesInBson(bytes, false, places, remembered);
}

describe('echoes in BSON', () => {
  it.each<[string, object]>([
    ['a text', { a: SECRET, b: 1 }],
    ['part of a text', { a: { b: `it is ${SECRET}!`, c: null }, d: true }],
    ['several texts', { a: [SECRET, 'x', [`${SECRET} ${SECRET}`, 1.5]], b: { c: { d: SECRET } }, e: -1 }],
    ['no text', { a: 'x', b: ['hunter22'] }],
    ['a piece of the value', { a: 'hunter22-Xy7Q' }],
    ['text in other scripts', { é: `漢字 ${SECRET} 😀`, 漢: [{ ü: SECRET }] }],
  ])('are replaced as in the value: %s', (_, value) => {
    const bytes = encoded(value);
    const replaced = replacedIn(bytes, remembering(SECRET));
    const expected = replaceEchoesInPlace(structuredClone(value), remembering(SECRET));
    expect(mongo.BSON.deserialize(replaced!)).toEqual(expected);
    if (JSON.stringify(expected) === JSON.stringify(value)) expect(replaced).toBe(bytes);
    else expect(JSON.stringify(expected)).toContain(FILTERED);
  });

  it('are left to the value where a key holds one', () => {
    expect(replacedIn(encoded({ [SECRET]: 1 }), remembering(SECRET))).toBeUndefined();
  });

  it('are left to the value where it has a type that JSON does not become', () => {
    const bytes = encoded({ a: new Date(0), b: SECRET });
    expect(replacedIn(bytes, remembering(SECRET))).toBeUndefined();
  });

  it('are left to the value where a piece of one is at many places', () => {
    const bytes = encoded({ a: 'a'.repeat(60_000) });
    expect(replacedIn(bytes, remembering('aaaaaaaa'))).toBeUndefined();
  });

  it('are searched for together where there are many', () => {
    const secrets = Array.from({ length: 30 }, (_, index) => `${SECRET}-${index}-end`);
    const replaced = replacedIn(encoded({ a: ['none', secrets[17]] }), remembering(...secrets));
    expect(mongo.BSON.deserialize(replaced!)).toEqual({ a: ['none', FILTERED] });
  });
});
