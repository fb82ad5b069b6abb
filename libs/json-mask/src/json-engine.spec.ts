import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { generatedFiles } from '../formats/generate.mjs';
import { MASKED_KEY, NOT_HERE } from './generated/flags.js';
import { JsonEngine } from './json-engine.js';
import { nothingSecret } from './mask-decisions.fixture.js';
import type { MaskDecisions } from './mask-decisions.js';

const LIMITS = { maxDepth: 64, maxStringLength: 65_536 };

/** Every key is asked for by name; `secret` names a secret, `odd` is not for here. */
function decisionsOf(engine: JsonEngine, numbers: Record<string, number> = {}) {
  return {
    ...nothingSecret(),
    keyAt: vi.fn<MaskDecisions['keyAt']>((start, end) => {
      const key = engine.slice(start, end);
      numbers[key] ??= Object.keys(numbers).length;
      return key === 'odd' ? NOT_HERE : { flags: key === 'secret' ? MASKED_KEY : 0, number: numbers[key] };
    }),
    secret: () => true,
    named: () => true,
  } satisfies MaskDecisions;
}

describe('the module', () => {
  it('has the secret formats and flags of formats/, as does the TypeScript around it', async () => {
    for (const [path, text] of await generatedFiles()) expect(readFileSync(path, 'utf8'), path).toBe(text);
  });
});

describe('JsonEngine', () => {
  const engine = new JsonEngine();

  it('asks for a key once until the cache generation or the caller changes', () => {
    const [one, other] = [decisionsOf(engine), decisionsOf(engine)];
    for (let time = 0; time < 3; time++) engine.mask('{"a":1,"b":{"a":2}}', one, LIMITS);
    expect(one.keyAt).toHaveBeenCalledTimes(2);
    engine.mask('{"a":1}', other, LIMITS);
    expect(other.keyAt).toHaveBeenCalledTimes(1);
    engine.mask('{"a":1}', { ...one, keys: { cacheGeneration: 1 } }, LIMITS);
    expect(one.keyAt).toHaveBeenCalledTimes(3);
  });

  it('tells keys apart that are alike, of whatever length', () => {
    const decisions = decisionsOf(engine);
    const keys = Array.from({ length: 60 }, (_, length) => 'k'.repeat(length));
    const text = (last: string) => `{${[...keys, last].map((key) => `"${key}":1`).join(',')}}`;
    for (let time = 0; time < 2; time++)
      expect(engine.mask(text('k'.repeat(58) + 'j'), decisions, LIMITS)).toBeDefined();
    expect(() => engine.mask(text(keys[59]!), decisions, LIMITS)).toThrow();
  });

  it('puts the mask in the place of a secret that is an object or a list', () => {
    const text = '{"secret":{"a":["}",{"b":"\\"]"}]},"b":[{"secret":[]},1]}';
    expect(engine.mask(text, decisionsOf(engine), LIMITS)).toBe('{"secret":"***","b":[{"secret":"***"},1]}');
  });

  it('puts the mask in the place of a secret', () => {
    expect(engine.mask('{"secret":"x","a":1}', decisionsOf(engine), LIMITS)).toBe('{"secret":"***","a":1}');
  });

  it.each([
    ['a key that is not for here', '{"odd":1}'],
    ['a very long key', `{"${'k'.repeat(257)}":1}`],
    ['a very long text', `["${'x'.repeat(1024 * 1024)}"]`],
    ['what would grow by its masks', `[${Array.from({ length: 20_000 }, () => '{"secret":1}').join()}]`],
  ])('gives up on %s', (_, text) => {
    const decisions = { ...decisionsOf(engine), mask: `"${'*'.repeat(50)}"` };
    expect(() => engine.mask(text, decisions, { ...LIMITS, maxStringLength: 2_000_000 })).toThrow();
  });

  it('takes more memory for a longer text, and goes on with what it knew', () => {
    const fresh = new JsonEngine();
    const decisions = decisionsOf(fresh);
    const long = `{"a":"${'é'.repeat(50_000)}","secret":1}`;
    fresh.mask('{"a":1,"secret":2}', decisions, LIMITS);
    expect(fresh.mask(long, decisions, { ...LIMITS, maxStringLength: 1_000_000 })).toBe(long.replace(/1}$/, '"***"}'));
    expect(decisions.keyAt).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['a number of a card', '4111111111111111', 1],
    ['one with spaces and hyphens', '4111 1111-1111 1111', 1],
    ['one between letters', 'xy4111111111111x', 1],
    ['a UUID', '12345678-9012-4345-8678-90123456789a', 1],
    ['a UUID with letters', '1234567a-901b-4345-c678-90d23456789a', 0],
    ['hexadecimal digits', '12345678901a23456789012b34567890', 0],
    ['digits with letters, dots and slashes', '1a2b3c4d5e6f7g8h9i0j1k2l3m4n/5.6.7.8', 0],
  ])('asks for a look at a text of many digits only if they may be a card number: %s', (_, text, times) => {
    const decisions = { ...decisionsOf(engine), look: vi.fn(() => 0) };
    engine.mask(`["${text}"]`, decisions, LIMITS);
    expect(decisions.look).toHaveBeenCalledTimes(times);
  });

  it('goes on after a call that was ended', () => {
    const decisions = decisionsOf(engine);
    expect(() => engine.mask('{"a":{"secret":1,"odd":1}}', decisions, LIMITS)).toThrow();
    expect(engine.mask('{"a":{"a":1}}', decisions, LIMITS)).toBe('{"a":{"a":1}}');
  });
});
