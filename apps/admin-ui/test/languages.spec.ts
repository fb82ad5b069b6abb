import { describe, expect, it } from 'vitest';
import { ar as arabic } from '../src/i18n/messages/ar';
import { query as queryInArabic } from '../src/i18n/messages/ar/query';
import { de as german } from '../src/i18n/messages/de';
import { query as queryInGerman } from '../src/i18n/messages/de/query';
import { en as english } from '../src/i18n/messages/en';
import { query as queryInEnglish } from '../src/i18n/messages/en/query';
import { LANGUAGES, type Message, preferredLanguage, Translator } from '../src/i18n/translate';

// Errors of queries are loaded by themselves.
const en = { ...english, ...queryInEnglish };
const de = { ...german, ...queryInGerman };
const ar = { ...arabic, ...queryInArabic };

const keys = Object.keys(en) as (keyof typeof en)[];
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const formsOf = (message: Message) => (typeof message === 'string' ? { other: message } : message);

const parts = import.meta.glob<Record<string, object>>('../src/i18n/messages/en/*.ts', { eager: true });

it('has each key in one file: the spread of another would replace it', () => {
  const all = Object.values(parts).flatMap((part) => Object.values(part).flatMap((messages) => Object.keys(messages)));
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((key, index) => all.indexOf(key) < index)).toEqual([]);
});

describe.each([
  ['de', de],
  ['ar', ar],
] as const)('%s', (language, messages) => {
  it('says everything English says, and nothing else', () =>
    expect(Object.keys(messages).sort()).toEqual([...keys].sort()));

  it.each(keys)('%s', (key) => {
    const english = en[key];
    const message = messages[key];
    expect(typeof message).toBe(typeof english);
    const forms = formsOf(message);
    expect(names(forms.other)).toEqual(names(formsOf(english).other));
    // Which categories a language has depends on the runtime's data: each must have its own form.
    if (typeof message !== 'string')
      expect(Object.keys(forms).sort()).toEqual(
        [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort(),
      );
    for (const form of Object.values(forms)) expect(form.trim()).not.toBe('');
  });

  it('is translated', () => {
    const same = keys.filter((key) => JSON.stringify(messages[key]) === JSON.stringify(en[key]));
    // Words that are the same in German, and names that are the same everywhere.
    expect(
      same.filter(
        (key) =>
          ![
            'columnStatus',
            'facetStatus',
            'facetName',
            'columnPerson',
            'facetUser',
            'fieldUser',
            'person',
            'loginName',
            'loginCode',
            'live',
            'fieldRoute',
            'columnRoute',
            'fieldHandler',
            'fieldDevice',
            'devices',
            'fieldTrace',
            'figureP95',
            'ofP95',
            'statusClass1',
            'fieldUrl',
          ].includes(key),
      ),
    ).toEqual([]);
  });
});

it('counts as each language does', () => {
  expect(new Translator('en', en).write('calls', { count: 1 })).toBe('1 call');
  expect(new Translator('de', de).write('calls', { count: 1_234 })).toBe('1.234 Aufrufe');
  expect([0, 1, 2, 3, 11, 100].map((count) => new Translator('ar', ar).write('calls', { count }))).toHaveLength(6);
  expect(
    new Set(
      [0, 1, 2, 3, 11, 100].map((count) => new Translator('ar', ar).write('calls', { count }).replaceAll(/\d/g, '')),
    ).size,
  ).toBe(6);
});

it('keeps what is written the other way apart', () => {
  expect(new Translator('ar', ar).write('noPeopleFound', { search: 'a-' })).toContain('«\u2068a-\u2069»');
  expect(new Translator('en', en).write('noPeopleFound', { search: 'a-' })).toContain('“a-”');
});

it('takes the first language of the reader that there is', () => {
  expect(preferredLanguage(null, ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(preferredLanguage('ar', ['de'])).toBe('ar');
  expect(preferredLanguage('__proto__', ['xx'])).toBe('en');
});

it('one of them is written from right to left', () =>
  expect(Object.values(LANGUAGES).map(({ direction }) => direction)).toContain('rtl'));
