import { describe, expect, it } from 'vitest';
import { GraphqlDocument } from './graphql-document.js';
import { TextUnits } from './text-units.js';
import { maskKeyValues } from './key-values/key-value-text.js';

const MASK = '***FILTERED***';
const rules = {
  isSensitive: (key: string) => /^(?:token|pin|password|secret|authorization)$/i.test(key),
  onSecret: () => {},
  spend: () => {},
};
const PAY = 'mutation { pay(to: "acme", amount: 500) { id } }';

describe('a GraphQL document', () => {
  it.each([
    ['a string', '{ a(token: "x y", b: """pin""") { token } }', true],
    ['a block string', '{ a(token: """x: "y" """) }', true],
    ['an object', '{ a(token: { b: "x" }) }', false],
    ['a number', '{ a(pin: 1234, token: "x") }', false],
    ['a name and a value in a comment', `# token: "x"\n${PAY}`, false],
  ])('with a mask for %s reads as before, or is masked once more', (_, text, isSettled) => {
    const settled: string[] = [];
    const masked = maskKeyValues(text, { ...rules, onSettled: (found) => settled.push(found) });
    expect(masked).toContain(MASK);
    expect(settled).toEqual(isSettled ? [masked] : []);
    if (isSettled) expect(maskKeyValues(masked, rules)).toBe(masked);
  });

  it.each<[string, string, string]>([
    ['a comment that begins an object', `# token: {\n${PAY}`, `# token: ${MASK}\n${PAY}`],
    ['a comment that begins a list', `# token: [\n${PAY}`, `# token: ${MASK}\n${PAY}`],
    ['a comment that begins a string', `# token: "\n${PAY}`, `# token: "${MASK}\n${PAY}`],
    ['a comment with an equals sign', `# token={\r\n${PAY}`, `# token=${MASK}\r\n${PAY}`],
    ['a comment inside', 'mutation { # pin: [\n pay(amount: 5) }', `mutation { # pin: ${MASK}\n pay(amount: 5) }`],
    ['a string that begins an object', '{ a(note: "token: {") pay(amount: 5) }', `{ a(note: "token: ${MASK}") pay(amount: 5) }`],
    ['a string that begins a string', `{ a(note: "token: '") pay(amount: 5) }`, `{ a(note: "token: '${MASK}") pay(amount: 5) }`],
    ['a block string', '{ a(note: """x token: [ y""") pay(amount: 5) }', `{ a(note: """x token: ${MASK}""") pay(amount: 5) }`],
    ['an object under a secret’s name', '{ a(token: { x: "y", z: [1] }) pay(amount: 5) }', `{ a(token: ${MASK}) pay(amount: 5) }`],
    ['a brace in a string of such an object', '{ a(token: { x: "}" }) pay(amount: 5) }', `{ a(token: ${MASK}) pay(amount: 5) }`],
    ['a list under a secret’s name', '{ a(password: ["x", $y]) pay(amount: 5) }', `{ a(password: ${MASK}) pay(amount: 5) }`],
    ['an alias under a secret’s name', '{ token: pay2(amount: 500) { id } }', '{ token: pay2(amount: 500) { id } }'],
    ['aliases of several operations', `query A { pin: pay1(amount: 5) } ${PAY}`, `query A { pin: pay1(amount: 5) } ${PAY}`],
    ['a variable under a secret’s name', 'query ($token: [Int4!]) { a(token: $token2) }', 'query ($token: [Int4!]) { a(token: $token2) }'],
    ['a string', '{ a(password: "hunter22") b }', `{ a(password: "${MASK}") b }`],
    ['a string with escaped quotes', '{ a(password: "hun\\"ter22") b }', `{ a(password: "${MASK}") b }`],
    ['a block string under a secret’s name', '{ a(password: """hun"ter\\"""22""") b }', `{ a(password: """${MASK}""") b }`],
    ['a number', '{ a(pin : 1234, amount: 5) }', `{ a(pin : ${MASK}, amount: 5) }`],
    ['a negative number', '{ a(pin:-12.5e3) }', `{ a(pin:${MASK}) }`],
    ['a value on another line', '{ a(pin:\n  1234) }', `{ a(pin:\n  ${MASK}) }`],
    ['the default of a variable', 'query ($pin: Int! = 1234, $amount: Int = 5) { a }', `query ($pin: Int! = ${MASK}, $amount: Int = 5) { a }`],
    ['the default of a variable that is a string', 'query ($password: [String!] = "hunter22") { a }', `query ($password: [String!] = "${MASK}") { a }`],
    ['the default of a variable that is given to a secret’s name', 'query ($p: String = "hunter22", $n: Int = 5) { a(password: $p, n: $n) }', `query ($p: String = "${MASK}", $n: Int = 5) { a(password: $p, n: $n) }`],
    ['such a default that is a list', 'query ($p: [String!] = ["hunter22"]) { a(password: $p) }', `query ($p: [String!] = ${MASK}) { a(password: $p) }`],
    ['such a default of one in a list', 'query ($o: Int = 1234, $n: Int = 5678, $x: Int = 1) { a(pin: [$o, $n], x: $x) }', `query ($o: Int = ${MASK}, $n: Int = ${MASK}, $x: Int = 1) { a(pin: ${MASK}, x: $x) }`],
    ['a default that only a comment gives to a secret’s name', 'query ($n: Int = 5) { a(n: $n) } # pin: $n', 'query ($n: Int = 5) { a(n: $n) } # pin: $n'],
    ['a secret in a comment', `{ a } # password="hunter22"`, `{ a } # password="${MASK}"`],
    ['a key in a string', '{ a(note: "password=hunter22 and more") b }', `{ a(note: "password=${MASK} and more") b }`],
    ['a header in a string', '{ a(note: "Authorization: Basic x y") b }', `{ a(note: "Authorization: ${MASK}") b }`],
  ])('%s', (_, text, expected) => {
    expect(maskKeyValues(text, rules)).toBe(expected);
    expect(maskKeyValues(expected, rules)).toBe(expected);
  }); // prettier-ignore

  it.each([
    ['JSON', '{"token": {"a": 1}}', `{"token": ${MASK}`],
    ['what does not close', '{ a(token: { x: 1 ) }', `{ a(token: ${MASK}`],
    ['what does not lex', "{ a(token: { x: '}y' }) }", `{ a(token: ${MASK}`],
    ['a string that does not end', '{ a(token: { x: "y }) }', `{ a(token: ${MASK}`],
    ['prose', 'dump: secret: {a: 1} and on', `dump: secret: ${MASK}`],
  ])('%s is none: the value goes to the end', (_, text, expected) => expect(maskKeyValues(text, rules)).toBe(expected));

  it.each(['#', '# ', '"', '"""', '\\"""', '{', '{a', '{#', ' ,', '$a:', '$a: Int = ', 'query #', '#\n', 'token:"a"', 'token:{}'])(
    '64 KiB of %j are read in linear time',
    (part) => {
      const text = `query {${part.repeat(65_536 / part.length)}`;
      const before = process.cpuUsage().user;
      if (GraphqlDocument.mayBe(text)) GraphqlDocument.read(text, new TextUnits().of(text));
      maskKeyValues(part.repeat(65_536 / part.length), rules);
      maskKeyValues(text, rules);
      expect(process.cpuUsage().user - before).toBeLessThan(500_000);
    },
  ); // prettier-ignore
});
