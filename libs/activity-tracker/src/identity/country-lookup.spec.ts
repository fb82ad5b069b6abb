import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CountryLookup } from './country-lookup.js';
import type { GeoOptions } from './geo.options.js';

const DATABASE = (family: string) =>
  createRequire(import.meta.url).resolve(
    `@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country${family}.mmdb`,
  );

async function lookup(options: GeoOptions = {}): Promise<CountryLookup> {
  const countries = new CountryLookup(options);
  await countries.onModuleInit();
  return countries;
}

describe('CountryLookup', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  beforeEach(() => {
    warn.mockClear();
  });
  afterEach(() => {
    expect(warn.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['8.8.8.8', 'United States'],
    ['193.0.6.139', 'Netherlands'],
    ['2001:4860:4860::8888', 'United States'],
    ['127.0.0.1', null],
    ['10.1.2.3', null],
    ['192.168.0.1', null],
    ['::1', null],
    ['192.0.2.1', null],
    ['198.51.100.7', null],
    ['203.0.113.9', null],
    ['2001:db8::1', null],
    ['240.0.0.1', null],
    ['169.254.1.1', null],
    [null, null],
  ])('X9: %s → %s', async (ip, country) => expect((await lookup()).countryOf(ip)).toBe(country));

  it('knows nothing where it is turned off', async () => {
    expect((await lookup({ database: false })).countryOf('8.8.8.8')).toBeNull();
    expect(warn).not.toHaveBeenCalled();
  });

  it('X8: a file that is missing costs the countries and one warning that names it', async () => {
    expect((await lookup({ database: '/nowhere/geo.mmdb' })).countryOf('8.8.8.8')).toBeNull();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('geo.database /nowhere/geo.mmdb'));
  });

  it('X8: a file that is cut off costs the countries and one warning that names it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'geo-'));
    const database = join(folder, 'cut-off.mmdb');
    const whole = readFileSync(DATABASE(''));
    try {
      for (const size of [0, 100, whole.length >> 1]) {
        warn.mockClear();
        writeFileSync(database, whole.subarray(0, size));
        expect((await lookup({ database })).countryOf('8.8.8.8')).toBeNull();
        expect(warn).toHaveBeenCalledWith(expect.stringContaining(`geo.database ${database} cannot be read`));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('X10: reads a file anew when it is overwritten, and when another takes its place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'geo-'));
    const followed = async (name: string, replace: (path: string) => void) => {
      const database = join(folder, name);
      copyFileSync(DATABASE('-ipv6'), database);
      const countries = await lookup({ database });
      expect(countries.countryOf('8.8.8.8')).toBeNull();
      replace(database);
      await vi.waitFor(() => expect(countries.countryOf('8.8.8.8')).toBe('United States'), {
        timeout: 15_000,
        interval: 100,
      });
    };
    try {
      await Promise.all([
        followed('overwritten.mmdb', (path) => copyFileSync(DATABASE(''), path)),
        followed('renamed.mmdb', (path) => {
          copyFileSync(DATABASE(''), `${path}.new`);
          renameSync(`${path}.new`, path);
        }),
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
