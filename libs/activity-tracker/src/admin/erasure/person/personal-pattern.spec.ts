import { describe, expect, it, vi } from 'vitest';
import { foldedCase } from './many-words.js';
import { PersonalPattern } from './personal-pattern.js';

const ERASED = '***';
const many = (text: (at: number) => string) => Array.from({ length: 2_000 }, (_, at) => text(at));
const few = [
  'ann@example.org',
  'jo.ann@example.org',
  'ann@example.org.uk',
  'Jürgen@Größe.example',
  'ann+x@example.org',
];
const addresses = ['10.0.0.1', '10.0.0.12', '2001:db8::1'];
const words = ['Jo', 'Ann Smith', 'STRASSE', 'Kelvin', 'ΣΟΦΟΣ', 'İpek'];

const TEXTS = [
  ...few,
  ...addresses,
  ...words,
  'to ANN@EXAMPLE.ORG, ann@example.orgs and xann@example.org.',
  'mailto:ann%40example.org?x=%20ann%40example.org jo.ann%40example.org',
  String.raw`{"a":"ann@example.org\nann@example.org","b":"\u0020ann@example.org"}`,
  'jürgen@größe.example JÜRGEN@GRÖSSE.EXAMPLE JÜRGEN@GRÖßE.EXAMPLE j%C3%BCrgen%40gr%C3%B6%C3%9Fe.example',
  '110.0.0.1 10.0.0.1.2 10.0.0.1, 10.0.0.12 2001:DB8::1 2001:db8::12 a2001:db8::1',
  'jo Ann  Smith ann+smith ANN SMITH joAnn Smith-jo',
  '\u212Aelvin kelvin ſtraſſe straßE σοφος σοφοσ ϲοφος i\u0307pek İPEK ipek',
  '',
  'a',
];

describe("a person's texts", () => {
  it.each([
    ['addresses of e-mail', few, many((at) => `user${at}@mail.example`)],
    ['client addresses', addresses, many((at) => `192.168.${at % 256}.${at >> 8}`)],
    ['client addresses of version 6', addresses, many((at) => `2001:db8:1::${at.toString(16)}`)],
    ['other texts', words, many((at) => `person ${at}`)],
  ])('are replaced alike, few or with thousands of others: %s', (_, own, others) => {
    const pattern = new PersonalPattern(own);
    const ofMany = new PersonalPattern([...own, ...others]);
    for (const text of TEXTS) expect(ofMany.replace(text, ERASED), text).toBe(pattern.replace(text, ERASED));
  });

  it('are replaced in full where one begins as another does, and where they follow each other', () => {
    const pattern = new PersonalPattern(many((at) => `same-beginning-of-${'x'.repeat(at % 7)}${at}@mail.example`));
    expect(pattern.replace('same-beginning-of-0@mail.example, SAME-beginning-of-x1@MAIL.example', ERASED)).toBe(
      '***, ***',
    );
    expect(pattern.replace('same-beginning-of-x0@mail.example', ERASED)).toBe('same-beginning-of-x0@mail.example');
  });

  it('are not compiled into an expression that grows with their number', () => {
    const replace = vi.spyOn(RegExp.prototype, Symbol.replace);
    const test = vi.spyOn(RegExp.prototype, 'exec');
    try {
      const pattern = new PersonalPattern(many((at) => `user${at}@mail.example`));
      expect(pattern.replace('by user77@mail.example', ERASED)).toBe('by ***');
      const used = [...replace.mock.contexts, ...test.mock.contexts] as RegExp[];
      for (const { source } of used) expect(source.length).toBeLessThan(1_000);
    } finally {
      replace.mockRestore();
      test.mockRestore();
    }
  });

  it.each([
    ['Ab', 'ab'],
    ['ΣΑΣ', 'σασ'],
    ['\u212A\u017F', 'ks'],
    ['İx', 'İx'],
    ['ẞ', 'ß'],
  ])('are compared in one case: %s', (text, folded) => expect(foldedCase(text)).toBe(folded));
});
