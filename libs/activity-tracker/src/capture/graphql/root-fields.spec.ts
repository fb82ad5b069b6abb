import { describe, expect, it } from 'vitest';
import { rootFieldsOf } from './root-fields.js';

const query = (name: string | null, ...fields: string[]) => ({ name, type: 'query', fields });

describe('root fields of a GraphQL document', () => {
  it.each([
    ['{ cards }', undefined, query(null, 'cards')],
    ['query Mine { cards { id owner { name } } user(id: 3) { id } }', undefined, query('Mine', 'cards', 'user')],
    ['{ first: cards(text: "} ) {") second: cards }', undefined, query(null, 'cards')],
    ['query ($a: [Int!]! = [1, 2] @x(y: {z: 1})) @live { cards }', undefined, query(null, 'cards')],
    ['# { none }\n{ cards # here\n , users }', undefined, query(null, 'cards', 'users')],
    ['{ cards(text: """a "quoted" } \\""" text""") }', undefined, query(null, 'cards')],
    [
      '{ ...Both } fragment Both on Query { cards ...Users } fragment Users on Query { users }',
      undefined,
      query(null, 'cards', 'users'),
    ],
    ['{ ... on Query @include(if: true) { cards } ... { users } }', undefined, query(null, 'cards', 'users')],
    ['fragment A on Query { cards ...A } { ...A }', undefined, query(null, 'cards')],
    ['query A { cards } query B { users }', 'B', query('B', 'users')],
    ['mutation Redeem { redeem(code: "x") }', undefined, { name: 'Redeem', type: 'mutation', fields: ['redeem'] }],
    ['subscription { ticks }', undefined, { name: null, type: 'subscription', fields: ['ticks'] }],
    ['{ query mutation on: fragment }', undefined, query(null, 'query', 'mutation', 'fragment')],
  ])('%s', (document, operationName, expected) => {
    expect(rootFieldsOf(document, operationName)).toEqual(expected);
  });

  it.each([
    ['two operations and no name', 'query A { cards } query B { users }', undefined],
    ['an unknown operation name', 'query A { cards }', 'B'],
    ['a missing fragment', '{ ...Gone }', undefined],
    ['no end', '{ cards { id }', undefined],
    ['mismatched brackets', '{ cards(a: [1) ] }', undefined],
    ['trailing text', '{ cards } }', undefined],
    ['a type definition', 'type Query { cards: Int }', undefined],
    ['no text', '', undefined],
    ['an empty selection', '{ }', undefined],
    ['an open string', '{ cards(a: "x) }', undefined],
  ])('are undefined for a document with %s', (_, document, operationName) => {
    expect(rootFieldsOf(document, operationName)).toBeUndefined();
  });

  it('are limited to 100, and hostile text is parsed in linear time', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `f${index}`).join(' ');
    expect(rootFieldsOf(`{ ${many} }`)?.fields).toHaveLength(100);
    for (const hostile of ['"'.repeat(60_001), '{'.repeat(60_000), '#'.repeat(60_000), `{ a(b: ${'['.repeat(60_000)}`])
      expect(rootFieldsOf(hostile)).toBeUndefined();
  });
});
