import { describe, expect, it } from 'vitest';
import { HARMLESS, SECRETS } from './key-corpus.fixture.js';
import { fold } from './fold.js';
import { namesSecret } from './sensitive-keys.js';

describe('keys that name a secret', () => {
  for (const [kind, keys] of Object.entries(SECRETS)) {
    it.each(keys)(`${kind}: %j`, (key) => {
      expect(namesSecret(key)).toBe(true);
    });
  }
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
