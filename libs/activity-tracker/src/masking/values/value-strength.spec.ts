import { describe, expect, it } from 'vitest';
import { entropyOf, isOfHighEntropy, type Strength, strengthOf } from './value-strength.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.c2lnbmF0dXJlLW9mLXRva2Vu';

describe('the strength of a value that the caller named a secret', () => {
  it.each<[name: string, value: string, strength: Strength]>([
    ['a JWT', JWT, 'certain'],
    ['a cloud key', 'AKIAIOSFODNN7EXAMPLE', 'certain'],
    ['a payment key', 'sk_live_4eC39HqLyjWDarjtT1', 'certain'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE', 'certain'],
    ['128 bits in hexadecimal', '9f86d081884c7d659a2feaa0c55ad015', 'random'],
    ['128 bits in base64', 'q3J8dGh5LTk0Yx7ZpLmWvA', 'random'],
    ['a signed session cookie', 's%3AvT9xQ2mL7kRz4bNw.8Hc3Jp6YdX1sFgA5', 'random'],
    ['a password of a password manager', 'xK9#mPq2$vL8@nR5wT3!', 'random'],
    ['a password', 'hunter22', 'claimed'],
    ['a password with symbols', 'P@ssw0rd!', 'claimed'],
    ['a shorter random value', 'c4n4ry-Zx81qLm0', 'claimed'],
    ['an order id', 'ORD-77AX12B', 'claimed'],
    ['a UUID', '550e8400-e29b-41d4-a716-446655440000', 'claimed'],
    ['an ObjectId', '65f1c0a2b3d4e5f601234567', 'claimed'],
    ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'claimed'],
    ['an id with a prefix', 'ch_3MmlLrLkdIwHu7ix0snN0B15', 'claimed'],
    ['a long token with a prefix that tells', 'tok_3MmlLrLkdIwHu7ix0snN0B15', 'random'],
    ['a token of a shop', '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', 'certain'],
    ['a token of a vendor without a known format', 'gsk_0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'random'],
    ['a number', '1000000', 'plain'],
    ['an amount', '-1,000,000.00', 'plain'],
    ['an amount with its currency', '€1000000', 'plain'],
    ['an amount with its unit', '1000000EUR', 'plain'],
    ['a date', '2026-11-29', 'plain'],
    ['a local date', '29.11.2026', 'plain'],
    ['a time', '2026-11-29T18:23:28.123Z', 'plain'],
    ['a phone number', '+49 170 1234567', 'plain'],
    ['an address', '192.168.100.200', 'plain'],
    ['a postal code', '10115-1234', 'plain'],
    ['a word', 'approved', 'plain'],
    ['a word in capitals', 'CANCELLED', 'plain'],
    ['a word in another script', 'утверждено', 'plain'],
    ['a compound word', 'OrderCancelled', 'plain'],
    ['a passphrase', 'correct-horse-battery-staple', 'claimed'],
    ['a compound of three words', 'out-for-delivery', 'plain'],
    ['words', 'order-was_cancelled.now', 'plain'],
    ['a word and a number', 'transfer-1000000', 'plain'],
    ['an order number', 'ORD-2026-000123', 'plain'],
    ['a sentence', 'Order ORD-77AX12B was cancelled by its owner', 'plain'],
    ['an e-mail address', 'jane.doe42@example.com', 'plain'],
    ['a path', '/orders/42/cancel', 'plain'],
    ['a version', 'v2.10.3', 'plain'],
  ])('%s: %s is %s', (_, value, strength) => {
    expect(strengthOf(value, false)).toBe(strength);
  });

  it.each<[value: string, strength: Strength]>([
    ['hunter22', 'certain'],
    ['550e8400-e29b-41d4-a716-446655440000', 'certain'],
    ['approved', 'plain'],
    ['1000000', 'plain'],
  ])('%s, named by the application, is %s', (value, strength) => {
    expect(strengthOf(value, true)).toBe(strength);
  });
});

describe('entropy', () => {
  it.each([
    ['order-2026-05-06-customer-4711-eu-west-1-a', 30],
    ['the-quick-brown-fox-jumps-over', 18],
    ['transfer-1000000', 6],
    ['hunter22', 20.7],
    ['c4n4ry-Zx81qLm0', 58.9],
    ['9f86d081884c7d659a2feaa0c55ad015', 112.7],
  ])('of %s is about %d bits', (value, bits) => {
    expect(entropyOf(value)).toBeCloseTo(bits, 0);
  });

  it.each(['c4n4ry-Zx81qLm0', 'aB3dE5gH7j'])('of %s is high', (value) => {
    expect(isOfHighEntropy(value)).toBe(true);
  });

  it.each(['hunter22', 'ORD-77AX12B', 'transfer-1000000', '550e8400-e29b-41d4-a716-446655440000'])(
    'of %s is not',
    (value) => {
      expect(isOfHighEntropy(value)).toBe(false);
    },
  );
});
