import { describe, expect, it } from 'vitest';
import { clientIp } from './client-ip.js';

describe('clientIp', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['unknown', null],
    ['192.0.2.1:8080', '192.0.2.1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
    ['2001:db8::1:8080', '2001:db8::1:8080'],
    ['192.0.2.1:', null],
    ['[192.0.2.1', null],
    ['999.0.2.1:80', null],
    ['', null],
    [undefined, null],
    ['1'.repeat(100_000), null],
  ])('%s → %s', (address, ip) => expect(clientIp(address)).toBe(ip));
});
