import { describe, expect, it } from 'vitest';
import { maskVariablesInPlace, mayHoldVariables } from './graphql-variables.js';
import { KeyRules } from '../keys/key-rules.js';
import { MaskingOptions } from '../masking.options.js';

const rules = new KeyRules(Object.assign(new MaskingOptions(), { excludeKeys: ['pet'] }));
const MASK = '***FILTERED***';

describe('variables of a GraphQL request', () => {
  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'an argument',
      'mutation ($p: String!) { signIn(email: "a", password: $p) }',
      { p: 'hunter22', email: 'a' },
      { p: MASK, email: 'a' },
    ],
    [
      'a field of an argument',
      'mutation M($a: String, $b: String) { signIn(input: { name: $a, newPassword : $b }) }',
      { a: 'Ada', b: 'hunter22' },
      { a: 'Ada', b: MASK },
    ],
    ['on another line', '{ a(apiKey:\n  $k) }', { k: 'x' }, { k: MASK }],
    ['a list', '{ a(passwords: [$old, "x", $new], ids: [$id]) }', { old: 'x', new: 'y', id: 1 }, { old: MASK, new: MASK, id: 1 }],
    ['an object', '{ a(secret: $s) }', { s: { deep: [1] } }, { s: MASK }],
    ['a key of the host', '{ a(pet: $s) }', { s: 'Rex' }, { s: MASK }],
    ['of two uses one', '{ a(id: $s) b(token: $s) }', { s: 'x' }, { s: MASK }],
    ['its definition', 'query ($password: Int = 1, $x: [Int]) { a(x: $x) }', { x: [1] }, { x: [1] }],
    ['a directive', '{ a(x: 1) @include(if: $x) }', { x: true }, { x: true }],
    ['one that is not given', '{ a(password: $p, token: $__proto__) }', { q: 1 }, { q: 1 }],
    ['none in a comment', 'mutation { pay(amount: $a) } # token: $a', { a: 1 }, { a: 1 }],
    ['none in a string', '{ a(x: $a, note: "token: $a", b: """\npin: $a""") }', { a: 1 }, { a: 1 }],
    ['behind a string with #', '{ a(color: "#f\\"f", password: $p) }', { p: 'x' }, { p: MASK }],
    ['null', '{ a(password: $p) }', { p: null }, { p: null }],
  ])('%s', (_, query, variables, expected) => {
    const body = { query, variables: { ...variables } };
    const masked = maskVariablesInPlace(body, rules);
    expect(body).toEqual({ query, variables: expected });
    expect(masked).toEqual(Object.keys(variables).filter((name) => expected[name] === MASK).map((name) => variables[name]));
  }); // prettier-ignore

  it('in a list of requests', () => {
    const request = (p: string) => ({ query: '{ a(password: $p) }', variables: { p } });
    const body = [request('x'), null, 7, request('y')];
    expect(maskVariablesInPlace(body, rules)).toEqual(['x', 'y']);
    expect(body).toEqual([request(MASK), null, 7, request(MASK)]);
  });

  it.each([null, 7, 'x', [[]], {}, { query: 7, variables: {} }, { query: '{ a(password: $p) }' }, { query: '{ a(password: $p) }', variables: ['x'] }, { query: '{ a(password: $p) }', variables: '$p' }])(
    '%j holds none',
    (body) => expect(maskVariablesInPlace(structuredClone(body), rules)).toEqual([]),
  ); // prettier-ignore

  it('are looked for only in a text that may hold them', () => {
    expect(mayHoldVariables('{"query":"{ a(b: $c) }","variables":{"c":1}}')).toBe(true);
    expect(mayHoldVariables(String.raw`{"query":"{ a(b: \u0024c) }","v\u0061riables":{"c":1}}`)).toBe(true);
    expect(mayHoldVariables('{"query":"{ a(b: $c) }"}')).toBe(false);
    expect(mayHoldVariables('{"query":"{ a }","variables":{}}')).toBe(false);
  });

  it.each(['a', 'a:', 'a:[', '[', ' ', ':', 'a :  ', '$', 'a:[$'])('64 KiB of %j take no time', (part) => {
    const query = part.repeat(65_536 / part.length);
    const before = process.cpuUsage().user;
    expect(maskVariablesInPlace({ query, variables: { a: 1 } }, rules)).toEqual([]);
    expect(process.cpuUsage().user - before).toBeLessThan(500_000);
  });
});
