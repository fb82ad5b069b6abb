import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parsesAsJson } from '../../../test/parses-as-json.js';
import { EncodedPart } from '../../bson/encoded-part.js';
import { WorkBudget } from '../budget/work-budget.js';
import { FILTERED, Masker } from '../masker.js';
import { isCardNumber } from './card-number.js';
import { JsonTextMask } from './json-text-mask.js';

const masker = new Masker();
const decoded = (part: unknown) => (part instanceof EncodedPart ? part.value : part);
const asText = (text: string, of = masker) => of.begin().json(text)?.text;

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMyJ9.c2lnbmF0dXJlc2lnbmF0dXJl';

const fields = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":{"k0":1}`).join(',');

describe('JSON masked as text', () => {
  it.each([
    ['{}', '{}'],
    [
      ' [ 1 , -0 , 1e5 , 0.25 , "a" , null , true , false , [ ] , { } ] ',
      ' [ 1 , -0 , 1e5 , 0.25 , "a" , null , true , false , [ ] , { } ] ',
    ],
    ['{"a":1.0,"b":"\\u00e9\\n"}', '{"a":1.0,"b":"\\u00e9\\n"}'],
    ['{"password":"hunter22","a":1}', `{"password":"${FILTERED}","a":1}`],
    ['{"a":{"token" : "x\\"y\\\\" },"b":2}', `{"a":{"token" : "${FILTERED}" },"b":2}`],
    [
      '{"pin":1234,"secret":true,"token":null,"pwd":-1.5e3}',
      `{"pin":"${FILTERED}","secret":"${FILTERED}","token":null,"pwd":"${FILTERED}"}`,
    ],
    [`{"password":"${FILTERED}"}`, `{"password":"${FILTERED}"}`],
    ['{"n":4111111111111111}', `{"n":"${FILTERED}"}`],
    ['{"n":4.111111111111111e15,"m":4111111111111112}', `{"n":"${FILTERED}","m":4111111111111112}`],
    ['{"a":"paid with 4111 1111 1111 1111"}', `{"a":"paid with ${FILTERED}"}`],
    ['{"auth":{"token":"x","a":[{}]},"b":1}', `{"auth":"${FILTERED}","b":1}`],
    ['{"tokens":["x","y"],"credentials":{}}', `{"tokens":"${FILTERED}","credentials":"${FILTERED}"}`],
    ['{"name":"password","value":"x"}', `{"name":"password","value":"${FILTERED}"}`],
    ['{"value":{"a":"x"},"b":1,"name":"password"}', `{"value":"${FILTERED}","b":1,"name":"password"}`],
    [
      '[{"key":"api_key","oldValue":"pin=1234","newValue":null,"val":7,"b":"pin=5678"}]',
      `[{"key":"api_key","oldValue":"${FILTERED}","newValue":null,"val":"${FILTERED}","b":"pin=${FILTERED}"}]`,
    ],
    ['{"path":["user","password"],"received":"x"}', `{"path":["user","password"],"received":"${FILTERED}"}`],
    ['{"path":["user",0,"city"],"received":"x"}', '{"path":["user",0,"city"],"received":"x"}'],
    ['{"name":"p\\u0061ssword","value":"x"}', `{"name":"p\\u0061ssword","value":"${FILTERED}"}`],
    ['[["password","x"],["password","x",1]]', `[["password","${FILTERED}"],["password","x",1]]`],
    ['{"p\\u0061ssword":"x","\\u00e9":1}', `{"p\\u0061ssword":"${FILTERED}","\\u00e9":1}`],
    ['{"$ref":"#/a","_bsontype":{"ea:order":1}}', '{"\uff0524ref":"#/a","\uff055Fbsontype":{"ea:order":1}}'],
    ['{"shipping":{"pincode":"411001","city":"Pune"}}', '{"shipping":{"pincode":"411001","city":"Pune"}}'],
    ['{"pincode":"411001","user":"Pune"}', `{"pincode":"${FILTERED}","user":"Pune"}`],
    [`{${fields(200)}}`, `{${fields(200)}}`],
    [`{"a":["${JWT}","b","c"]}`, `{"a":["${FILTERED}","b","c"]}`],
    ['{"a":"{\\"password\\":\\"x\\"}"}', `{"a":"{\\"password\\":\\"${FILTERED}\\"}"}`],
    ['{"name":"color","value":"red"}', '{"name":"color","value":"red"}'],
    ['[["color","red"],["a",1]]', '[["color","red"],["a",1]]'],
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}', '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}'],
    ['{"ключ":"значение","__proto__":{"x":1}}', '{"ключ":"значение","__proto__":{"x":1}}'],
    ['["ä😀漢","ö😀: pin=1234 é","😀","token=😀x"]', `["ä😀漢","ö😀: pin=${FILTERED} é","😀","token=${FILTERED}"]`],
    ['[{"name":"ö😀","value":"ä"},"pin=1234"]', `[{"name":"ö😀","value":"ä"},"pin=${FILTERED}"]`],
  ])('%s', (text, masked) => {
    expect(asText(text)).toBe(masked);
  });

  it.each<[string, string]>([
    ['a value alone', '"password=x"'],
    ['no JSON', '{"a":1'],
    ['a comma too many', '{"a":1,}'],
    ['a comma at the beginning', '[,1]'],
    ['a key without quotes', '{a:1}'],
    ['something behind', '{} x'],
    ['a zero in front', '[01]'],
    ['a point without digits', '[1.]'],
    ['a plus', '[+1]'],
    ['half a word', '[tru]'],
    ['a control character', '["a\tb"]'],
    ['an unknown escape', '["\\x"]'],
    ['text without an end', '["abc'],
    ['text that ends in a backslash', '["abc\\'],
    ['a masked value without an end', '{"password":"abc'],
    ['a masked number that is none', '{"password":1-2}'],
    ['a broken object as a secret', '{"password":{"a":"hunter22",}}'],
    ['an object as a secret that has no end', '{"password":{"a":["}}"'],
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice, once escaped', '{"ab":1,"\\u0061b":2}'],
    ['a key with an unknown escape', '{"\\x":1}'],
    ['a key that ends in a backslash', '{"a\\'],
    ['two keys that are written alike', '{"$ref":1,"\uff0524ref":2}'],
    ['a key that holds a secret', '{"password=hunter22":1}'],
    [
      'values in nested objects that would move the same bytes often',
      `${'{"name":"password","value":1,"val":1,"input":1,"a":'.repeat(40)}"${'x'.repeat(40_000)}"${'}'.repeat(40)}`,
    ],
    ['a list that is the second of a pair', '["password",["x"]]'],
    ['a key twice among many', `{${fields(70)},"k69":1}`],
    ['a key twice among many, one of the first', `{${fields(70)},"k0":1}`],
    ['more depth than is kept', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['a text longer than is kept', `["${'x'.repeat(70_000)}"]`],
    ['more entries than are kept', `[${'1,'.repeat(20_000)}1]`],
  ])('leaves to the walk: %s', (_, text) => {
    expect(asText(text)).toBeUndefined();
  });

  it('ends where the text does, whatever was read before it', () => {
    const [session, text] = [masker.begin(), `["a\\`];
    expect(asText(`["${'x'.repeat(100)}"]`)).toBeDefined();
    const look = vi.spyOn(Buffer.prototype, 'toString');
    expect(session.json(text)).toBeUndefined();
    expect(look).not.toHaveBeenCalled();
    look.mockRestore();
  });

  it('leaves keys that are removed to the walk', () => {
    expect(asText('{"a":1}', new Masker({ removeKeys: ['a'] }))).toBeUndefined();
  });

  it('leaves all to the walk where there is no engine', () => {
    const unused = {} as never;
    const mask = new JsonTextMask(unused, unused, unused, new WorkBudget(), unused, undefined);
    expect([mask.masked('{}'), mask.encoded('{}'), mask.nested('{}', 1)]).toEqual([undefined, undefined, undefined]);
  });

  it('remembers what it masked, and finds it elsewhere in the same text', () => {
    const session = masker.begin();
    session.hearApplication();
    const masked = session.json('{"password":"hunter22-secret","note":"it is hunter22-secret"}')!;
    expect(session.maskEchoes(masked)).toBe(`{"password":"${FILTERED}","note":"it is ${FILTERED}"}`);
    expect(session.maskEchoes(['hunter22-secret'])).toEqual([FILTERED]);
  });

  it('has work enough for a long list of addresses with PIN codes', () => {
    const office = { pincode: '411001', officename: 'Pune GPO', district: 'Pune', statename: 'Maharashtra' };
    const offices = Array.from({ length: 740 }, () => office);
    expect(decoded(masker.begin().encodedJson(JSON.stringify(offices))?.body)).toEqual(offices);
  });

  it('has work enough for objects with ids as their keys, also when the rules forget', () => {
    const session = new Masker().begin();
    for (let first = 0; first < 15_000; first += 1_500) {
      const ids = Array.from(
        { length: 1_500 },
        (_, id) => `${String(first + id).padStart(8, 'f')}-7a6d-49c0-8f8e-1b2c3d4e5f60`,
      );
      const flags = Object.fromEntries(ids.map((id) => [id, true]));
      expect(decoded(session.encodedJson(JSON.stringify(flags))?.body)).toEqual(flags);
      session.forget();
    }
  });

  it('is given a text in which the variables of a GraphQL request are masked', () => {
    const session = masker.begin();
    session.hearApplication();
    const query = 'mutation ($p: String!) { signIn(password: $p) }';
    const text = JSON.stringify({ query, variables: { p: 'hunter22-secret', n: 1.5 } });
    const shown = session.maskGraphqlVariablesInPlace(() => JSON.parse(text) as unknown, text)!;
    expect(shown).toBe(JSON.stringify({ query, variables: { p: FILTERED, n: 1.5 } }));
    expect(session.json(shown)!.text).toBe(shown);
    expect(session.maskEchoes(['hunter22-secret'])).toEqual([FILTERED]);
  });

  it('is left to the walk where variables are masked in a value that is too deep to write', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const text = `{"query":"{ a(password: $p) }","variables":{"p":"x"},"a":${deep}}`;
    expect(masker.begin().maskGraphqlVariablesInPlace(() => JSON.parse(text) as unknown, text)).toBeUndefined();
  });

  it('stays text where nothing is echoed', () => {
    const session = masker.begin();
    const masked = session.json('{"password":"hunter22-secret","note":"none"}')!;
    expect(session.maskEchoes(masked)).toBe(masked.text);
  });

  it('stays BSON, with the masks where something is echoed', () => {
    const session = masker.begin();
    const [silent, echoing] = ['{"password":"hunter22-secret","note":"none"}', '["it is hunter22-secret"]'].map(
      (text) => session.encodedJson(text)!,
    );
    expect(session.maskEchoes(silent!)).toBe(silent!.body);
    expect(decoded(session.maskEchoes(echoing!))).toEqual([`it is ${FILTERED}`]);
  });

  it.each([
    ['as a number', '{"pin":123456,"note":"pin 123456"}', { pin: FILTERED, note: `pin ${FILTERED}` }],
    [
      'as a number that is written otherwise',
      '{"pin":1.23456e5,"note":"pin 123456"}',
      { pin: FILTERED, note: `pin ${FILTERED}` },
    ],
    ['escaped', '{"password":"hunter\\u0032\\u0032","note":"hunter22"}', { password: FILTERED, note: FILTERED }],
    [
      'twice',
      '{"password":"hunter22","pwd":"hunter22","a":"hunter22"}',
      { password: FILTERED, pwd: FILTERED, a: FILTERED },
    ],
  ])('finds a secret again that stood there %s', (_, text, expected) => {
    const session = masker.begin();
    session.hearApplication();
    expect(decoded(session.maskEchoes(session.encodedJson(text)!))).toEqual(expected);
  });

  it('tells keys apart also when the rules forget in between', () => {
    for (let index = 0; index < 3; index++) {
      const keys = Array.from({ length: 5_000 }, (_, key) => `{"${index}-${key}":1}`).join(',');
      const text = `{"a":[${keys}],"a":2}`;
      expect(asText(text)).toBeUndefined();
    }
  });
});

describe('a number in JSON', () => {
  const networks = fc.constantFrom(...'4 51 2223 34 36 3528 6011 62 5018 6763 1 7 39 1999999'.split(' '));
  /** With the last digit that passes the checksum, or any. */
  const digits = fc
    .tuple(networks, fc.stringMatching(/^(?:\d{8,16}|9{8,16}|0{8,16})$/), fc.integer({ min: -10, max: 9 }))
    .map(([network, rest, last]) => `${network}${rest}${last < 0 ? lastOfCard(network + rest) : last}`);
  const written = fc
    .tuple(
      fc.constantFrom('', '', '', '-'),
      digits,
      fc.constantFrom('', '', '', '.0', '.4', '.5', '.99999', 'e0', 'E-1'),
    )
    .map((parts) => parts.join(''));

  it('is masked where what JavaScript reads is a card number', () => {
    let masked = 0;
    fc.assert(
      fc.property(written, (number) => {
        const isCard = isCardNumber(String(Number(number)));
        masked += Number(isCard);
        expect(asText(`[${number}]`)).toBe(isCard ? `["${FILTERED}"]` : `[${number}]`);
      }),
      { numRuns: 5_000 },
    );
    expect(masked).toBeGreaterThan(100);
  });
});

function lastOfCard(digits: string): number {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, at) => total + (at % 2 ? Number(digit) : sumOfDigits(2 * Number(digit))), 0);
  return (10 - (sum % 10)) % 10;
}

const sumOfDigits = (number: number) => (number > 9 ? number - 9 : number);

const keys = fc.constantFrom(
  'a',
  'b',
  'c',
  'name',
  'id',
  'path',
  'key',
  'label',
  'value',
  'k',
  'v',
  'val',
  'content',
  'received',
  'password',
  'api_key',
  'tokens',
  'auth',
  'pincode',
  'city',
  'zip:code',
  'ключ',
  'ü',
  '_bsontype',
  '$ref',
  '\uff0524ref',
  '\ud800',
  'full\uff1awidth',
  '__proto__',
  'nul\0',
  'password=x',
  '',
  'toString',
  'pass\\word',
  '7',
);
const wholeTexts = fc.constantFrom(
  'password',
  'Current password',
  'user.password',
  'auth',
  '411001',
  'pass\\word',
  'red',
  'hunter22-secret',
  'it is hunter22-secret!',
  'token: "abcdef1"',
  JWT,
  `Bearer ${JWT}`,
  '4111 1111 1111 1111',
  '4111111111111111',
  'https://u:secret77@host/x?token=abcdef12',
  '2026-01-31T09:15:00.000Z',
  '{"password":"hunter22-secret"}',
  '[["token","abcdef-77"]]',
  '"[]"',
  'AKIAIOSFODNN7EXAMPLE',
  'SK-1 Basic dXNlcjpwYXNzd29yZA==',
  '\ud800',
  FILTERED,
);
const escapes = fc.constantFrom('\n', '\t', '"', '\\', '/', '\b', '\f', '\r', '\v', ' ');
const texts = fc.oneof(
  wholeTexts,
  fc.array(fc.oneof(wholeTexts, escapes), { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(4111111111111111, 1732460000000, -0),
);

/** JSON with its keys in pairs, so that one may come twice. */
type Tree = string | number | boolean | null | Tree[] | { pairs: [string, Tree][] };

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(texts, numbers, fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.record({ pairs: fc.array(fc.tuple(keys, tie('tree')), { maxLength: 6 }) }),
  ),
})).tree;

/** As JSON may be written, too. */
const escaped = (key: string) => key.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);

function render(tree: Tree, gap: string): string {
  if (Array.isArray(tree)) return `[${gap}${tree.map((item) => render(item, gap)).join(`${gap},${gap}`)}${gap}]`;
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree);
  const pairs = tree.pairs.map(
    ([key, value], index) =>
      `${index === 1 ? escaped(JSON.stringify(key)) : JSON.stringify(key)}${gap}:${gap}${render(value, gap)}`,
  );
  return `{${gap}${pairs.join(`${gap},${gap}`)}${gap}}`;
}

const PROBE = [JWT, 'hunter22-secret', 'abcdef12', 'abcdef1', 'abcdef-77', 'secret77', '4111111111111111', 'x'];

describe('JSON masked as text, whatever it holds,', () => {
  it('is what the walk makes of its value', () => {
    let taken = 0;
    fc.assert(
      fc.property(trees, fc.constantFrom('', ' ', '\r\n\t'), (tree, gap) => {
        const text = render(tree, gap);
        const [asText, asValue] = [masker.begin(), masker.begin()];
        const masked = asText.json(text);
        if (masked === undefined) return;
        taken++;
        const walked = asValue.maskParsedInPlace(JSON.parse(text), text);
        expect(JSON.parse(masked.text)).toEqual(walked.value);
        expect(JSON.parse(asText.maskEchoes(masked))).toEqual(asValue.maskEchoes(walked));
        expect(asText.maskEchoes([...PROBE])).toEqual(asValue.maskEchoes([...PROBE]));
      }),
      { numRuns: 5_000 },
    );
    expect(taken).toBeGreaterThan(1_800);
  });

  it('is the same as BSON', () => {
    fc.assert(
      fc.property(trees, fc.constantFrom('', ' ', '\r\n\t'), (tree, gap) => {
        const text = render(tree, gap);
        const [asBson, asText] = [masker.begin(), masker.begin()];
        const [masked, expected] = [asBson.encodedJson(text), asText.json(text)];
        expect(masked === undefined).toBe(expected === undefined);
        if (!masked || !expected) return;
        expect(masked.body.value).toEqual(JSON.parse(expected.text));
        const kept = asBson.maskEchoes(masked);
        expect(decoded(kept)).toEqual(JSON.parse(asText.maskEchoes(expected)));
        expect(asBson.maskEchoes([...PROBE])).toEqual(asText.maskEchoes([...PROBE]));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is JSON only where the text was', () => {
    const broken = fc
      .tuple(trees, fc.nat(), fc.constantFrom('', ',', '"', '\\', '}', ']', '0', '.', 'e', '-', ' ', '\0'))
      .map(([tree, place, put]) => {
        const whole = render(tree, '');
        const at = place % (whole.length + 1);
        return whole.slice(0, at) + put + whole.slice(put === '' ? at + 1 : at);
      })
      .filter((text) => !parsesAsJson(text));
    fc.assert(
      fc.property(broken, (text) => {
        expect(asText(text)).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
  });
});
