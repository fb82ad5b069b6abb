import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortAddress, withShortAddresses } from './short-address.js';

describe('shortAddress', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0'],
    ['8.8.8.0', '8.8.8.0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['2001:DB8:0001::6', '2001:db8:1::'],
    ['2001:db8::1', '2001:db8::'],
    ['2001::1:2:3:4:5:6', '2001:0:1::'],
    ['::2:3:4:5:6:7:8', '0:2:3::'],
    ['1:2:3:4:5:6:7::', '1:2:3::'],
    ['::1', '::'],
    ['::', '::'],
    ['fe80::1', 'fe80::'],
    ['64:ff9b::192.0.2.77', '64:ff9b::'],
    ['1:2:3:4:5:6:192.0.2.77', '1:2:3::'],
  ])('%s → %s', (ip, network) => expect(shortAddress(ip)).toBe(network));

  it('returns an address with zero host bits, and is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
        const network = shortAddress(ip);
        expect(isIP(network)).toBe(isIP(ip));
        expect(shortAddress(network)).toBe(network);
        expect(network).toMatch(/(?:\.0|::)$/);
      }),
    );
  });
});

describe('withShortAddresses', () => {
  it.each([
    ['x-forwarded-for', '192.0.2.77, 2001:db8:1:2::3', '192.0.2.0, 2001:db8:1::'],
    ['x-forwarded-for', '192.0.2.77:8080, unknown', '192.0.2.0, unknown'],
    ['x-forwarded-for', '::ffff:192.0.2.77', '192.0.2.0'],
    ['x-original-forwarded-for', '192.0.2.77', '192.0.2.0'],
    ['forwarded', 'for="[2001:db8:1:2::3]:4711";proto=https;by=192.0.2.9', 'for="[2001:db8:1::]:4711";proto=https;by=192.0.2.0'],
    ['x-real-ip', '192.0.2.77', '192.0.2.0'],
    ['true-client-ip', '2001:db8:1:2::3', '2001:db8:1::'],
    ['cf-connecting-ip', '192.0.2.77', '192.0.2.0'],
    ['cf-connecting-ipv6', '2001:db8:1:2::3', '2001:db8:1::'],
    ['x-azure-clientip', '192.0.2.77', '192.0.2.0'],
    ['x-real-ip', 'unknown', 'unknown'],
    ['user-agent', 'Browser/120.0.0.7', 'Browser/120.0.0.7'],
    ['date', 'Sat, 01 Jan 2026 10:20:30 GMT', 'Sat, 01 Jan 2026 10:20:30 GMT'],
  ])('%s: %s → %s', (name, sent, kept) => {
    expect(withShortAddresses({ [name]: sent })).toEqual({ [name]: kept });
  }); // prettier-ignore

  it('shortens every value of a repeated header in a copy', () => {
    const headers = { 'x-client-ip': ['192.0.2.77', '192.0.2.78'], cookie: 'a=1' } as const;
    const sent = { ...headers, 'x-client-ip': [...headers['x-client-ip']] };
    expect(withShortAddresses(sent)).toEqual({ 'x-client-ip': ['192.0.2.0', '192.0.2.0'], cookie: 'a=1' });
    expect(sent).toEqual(headers);
  });

  it('shortens a header of 16 KB in linear time', () => {
    const started = performance.now();
    withShortAddresses({ 'x-forwarded-for': ':'.repeat(16_000), 'x-real-ip': 'a'.repeat(16_000) });
    expect(performance.now() - started).toBeLessThan(200);
  });
});
