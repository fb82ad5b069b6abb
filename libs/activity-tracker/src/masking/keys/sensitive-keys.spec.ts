import { describe, expect, it } from 'vitest';
import { HARMLESS, SECRETS } from './key-corpus.fixture.js';
import { fold } from './fold.js';
import { mayNameSecret, namesSecret } from './sensitive-keys.js';

describe('keys that name a secret', () => {
  for (const [kind, keys] of Object.entries(SECRETS)) {
    it.each(keys)(`${kind}: %j`, (key) => {
      expect(namesSecret(key)).toBe(true);
    });
  }
});

describe('headers with the key of a vendor', () => {
  it.each([
    'x-rapidapi-key', 'X-RapidAPI-Key', 'x-key', 'x-acme-key', 'x-acme-cloud-key', 'x-typesense-key', 'x-acme-token', 'x-acme-secret', 'x-device-key', 'HTTP_X_RAPIDAPI_KEY', 'х-rapidapi-key',
  ])('%j', (key) => expect([mayNameSecret(key), namesSecret(key)]).toEqual([true, true])); // prettier-ignore

  it.each([
    'x-idempotency-key', 'X-Cache-Key', 'x-primary-key', 'x-object-key', 'x-request-key', 'x-public-key', 'x-trace-key', 'surrogate-key', 'sec-websocket-key', 'xKey', 'xAxisKey', 'x_axis_key',
    'x-axis-key', 'x-key-count', 'x-keyboard', 'key-x', 'ax-b-key',
  ])('%j is none', (key) => expect(namesSecret(key)).toBe(false)); // prettier-ignore
});

describe('keys that only look like it', () => {
  for (const [kind, keys] of Object.entries(HARMLESS)) {
    it.each(keys)(`${kind}: %j`, (key) => {
      expect(namesSecret(key)).toBe(false);
    });
  }
});

describe('folding', () => {
  it.each([
    ['ｐａｓｓ', 'pass'],
    ['Ñandú', 'Nandu'],
    ['a\u200b\u00adb', 'ab'],
    ['РАSSWОRD', 'PASSWORD'],
    ['Straße', 'Strasse'],
    ['ΒΗΝΖ', 'BHNZ'],
    ['νηɡ', 'vng'],
    ['іιıӏ', 'iiil'],
    ['ԁԛԝһω', 'dqwhw'],
  ])('%j reads %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});
