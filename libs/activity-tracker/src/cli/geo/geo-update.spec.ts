import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { eventually } from '../../../test/eventually.js';
import { CountryLookup } from '../../identity/country/country-lookup.js';
import { ownCountryFile } from '../../identity/country/own-country-file.js';
import { download } from './download.js';
import { ADDRESSES, GEO_SUPPLIERS, geoSources } from './geo-sources.js';
import { run } from '../run.js';
import { DAY_MS } from '../../common/time.js';

const BUILT = Date.UTC(2026, 5, 1);

/** The package's file, as if built then: metadata come last, and each value after its key. */
function builtAt(time: number): Buffer {
  const file = readFileSync(ownCountryFile());
  const value = file.lastIndexOf('build_epoch') + 'build_epoch'.length;
  file.writeUIntBE(Math.round(time / 1_000), value + 2, file.readUInt8(value));
  return file;
}

/** A tar archive with one file before the one asked for, and end blocks. */
function tarOf(entries: Record<string, Buffer>): Buffer {
  const blocks = Object.entries(entries).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('ustar\0', 257);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

describe('activity-tracker geo-update', () => {
  const answers = new Map<string, (response: ServerResponse, authorization: string | undefined) => void>();
  let server: Server;
  let base: string;
  let folder: string;
  let target: string;

  beforeAll(async () => {
    server = createServer(({ url = '', headers }, response) => {
      const answer = answers.get(url);
      if (answer) answer(response, headers.authorization);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    folder = temporaryFolder('geo-update');
    target = join(folder, 'countries.mmdb');
    answers.clear();
  });

  const serve = (path: string, content: Buffer, length = content.length) =>
    void answers.set(path, (response) => {
      response.writeHead(200, { 'content-length': length });
      if (length === content.length) response.end(content);
      else response.write(content, () => response.destroy());
    });
  const update = async (path: string, to = target) => {
    const said: string[] = [];
    const result = await run(['geo-update', '--from', `${base}${path}`, '--to', to], (line) => said.push(line), {});
    return { ...result, said };
  };

  it.each([
    ['plain', 'countries.mmdb', (file: Buffer) => file],
    ['compressed', 'countries.mmdb.gz', (file: Buffer) => gzipSync(file)],
    [
      'in a compressed archive',
      'download?suffix=tar.gz',
      (file: Buffer) =>
        gzipSync(
          tarOf({ 'GeoLite2-Country_1/LICENSE.txt': Buffer.from('text'), 'GeoLite2-Country_1/Country.mmdb': file }),
        ),
    ],
  ])('brings a file that is %s, with progress', async (_case, path, pack) => {
    writeFileSync(target, builtAt(BUILT));
    const fresh = builtAt(BUILT + 30 * DAY_MS);
    serve(`/${path}`, pack(fresh));
    const { exitCode, output, error, said } = await update(`/${path}`);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(output).toContain(`${target} now holds DBIP-Country-Lite, built on 2026-07-01.`);
    expect(output).toContain('IP Geolocation by DB-IP, https://db-ip.com');
    expect(said[0]).toBe(`Downloading ${base}/${path}`);
    expect(said.at(-1)).toMatch(/^100 % of \d+\.\d MiB$/);
    expect(readFileSync(target).equals(fresh)).toBe(true);
    expect(readdirSync(folder)).toEqual(['countries.mmdb']);
  });

  it('makes a file where there was none', async () => {
    serve('/new.mmdb', builtAt(BUILT));
    expect(await update('/new.mmdb')).toMatchObject({ exitCode: 0, error: '' });
    expect(existsSync(target)).toBe(true);
  });

  it.each([
    ['as old', 0],
    ['older', -1],
  ])('leaves the present file where the download is %s', async (_case, days) => {
    const present = builtAt(BUILT);
    writeFileSync(target, present);
    serve('/old.mmdb', builtAt(BUILT + days * DAY_MS));
    const { exitCode, output } = await update('/old.mmdb');
    expect(exitCode).toBe(0);
    expect(output).toContain('is up to date: built on 2026-06-01');
    expect(readFileSync(target).equals(present)).toBe(true);
  });

  it.each<[string, (file: Buffer) => Buffer, RegExp]>([
    ['a page', () => Buffer.from('\n<!doctype html><title>sign in</title>'), /is not an mmdb file: it is a web page/],
    ['half a file', (file) => file.subarray(0, file.length >> 1), /is not an mmdb file/],
    ['half a compressed file', (file) => gzipSync(file).subarray(0, 10_000), /could not be unpacked/],
    [
      'an archive without one',
      () => tarOf({ 'README.txt': Buffer.from('text') }),
      /the archive holds no complete \.mmdb file/,
    ],
    ['a file about other things', (file) => withoutCountries(file), /contains no countries .*0 of 10 known addresses/],
  ])('refuses %s and leaves the present file', async (_case, change, message) => {
    const present = builtAt(BUILT);
    writeFileSync(target, present);
    serve('/wrong', change(builtAt(BUILT + DAY_MS)));
    const { exitCode, output, error } = await update('/wrong');
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: '' });
    expect(error).toMatch(message);
    expect(readFileSync(target).equals(present)).toBe(true);
    expect(readdirSync(folder)).toEqual(['countries.mmdb']);
  });

  it('fails where the connection ends early, the server refuses, or nothing is there', async () => {
    serve('/cut', builtAt(BUILT).subarray(0, 100_000), 200_000);
    expect((await update('/cut')).error).toContain(`${base}/cut could not be downloaded`);
    answers.set('/refused', (response) => void response.writeHead(401).end());
    expect((await update('/refused')).error).toContain('the server responded with 401: check the account and its key');
    expect((await update('/nothing')).error).toContain(`not found (404): ${base}/nothing`);
    expect((await update('/cut', join(folder, 'none', 'a.mmdb'))).error).toContain('its folder does not exist');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a redirect from https to http', async () => {
    const response = new Response('file');
    Object.defineProperties(response, {
      url: { value: 'http://mirror.example/file?key=1' },
      redirected: { value: true },
    });
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(response);
    try {
      const { error } = await run(
        ['geo-update', '--from', 'https://supplier.example/file', '--to', target],
        () => {},
        {},
      );
      expect(error).toContain(
        'could not be downloaded: it was redirected to http://mirror.example/file, which is not encrypted. Nothing was replaced.',
      );
    } finally {
      fetched.mockRestore();
    }
  });

  it('leaves a directory in the place of the file, and replaces a pipe', async () => {
    serve('/file', readFileSync(ownCountryFile()));
    mkdirSync(target);
    expect((await update('/file')).error).toContain(`${target} could not be replaced`);
    expect(readdirSync(folder)).toEqual(['countries.mmdb']);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect((await update('/file', pipe)).error).toBe('');
    expect(statSync(pipe).isFile()).toBe(true);
  });

  it('follows a redirect, and names its target without the query in progress and errors', async () => {
    const to = (path: string) =>
      answers.set(path, (response) => void response.writeHead(302, { location: '/elsewhere?signature=s3cret' }).end());
    to('/latest');
    serve('/elsewhere?signature=s3cret', builtAt(BUILT));
    const { exitCode, said } = await update('/latest');
    expect(exitCode).toBe(0);
    expect(said[0]).toBe(`Downloading ${base}/latest (redirected to ${base}/elsewhere)`);
    const present = readFileSync(target);
    serve('/elsewhere?signature=s3cret', Buffer.from('<html></html>'));
    const { error } = await update('/latest');
    expect(error).toContain(`${base}/latest (redirected to ${base}/elsewhere) is not an mmdb file: it is a web page`);
    expect(error).not.toContain('s3cret');
    answers.set('/round', (response) => void response.writeHead(302, { location: '/round' }).end());
    expect((await update('/none')).error).toContain(`not found (404): ${base}/none`);
    expect((await update('/round')).error).toMatch(/\/round could not be downloaded: redirect count exceeded/);
    expect(readFileSync(target).equals(present)).toBe(true);
  });

  it('refuses a download with another checksum, before it is read, and leaves the present file', async () => {
    const fresh = gzipSync(builtAt(BUILT + DAY_MS));
    const present = builtAt(BUILT);
    writeFileSync(target, present);
    serve('/fresh.gz', fresh);
    const withChecksum = (sha256: string) =>
      run(['geo-update', '--from', `${base}/fresh.gz`, '--to', target, '--sha256', sha256], () => {}, {});
    const own = createHash('sha256').update(fresh).digest('hex');
    const other = '0'.repeat(64);
    expect((await withChecksum(other)).error).toBe(
      `activity-tracker: ${base}/fresh.gz has the SHA-256 checksum ${own}: must be ${other}. Download it again. Nothing was replaced.\n`,
    );
    expect((await withChecksum('abc')).error).toContain('--sha256 is "abc": must be 64 hexadecimal digits.');
    expect(readFileSync(target).equals(present)).toBe(true);
    expect(await withChecksum(own.toUpperCase())).toMatchObject({ exitCode: 0, error: '' });
  });

  it.each<[string, (bytes: Buffer) => string, RegExp | undefined]>([
    [
      'matches',
      (bytes) => `${createHash('sha256').update(bytes).digest('hex')}  GeoLite2-Country_1.tar.gz\n`,
      undefined,
    ],
    ['differs', () => `${'0'.repeat(64)}  GeoLite2-Country_1.tar.gz\n`, /has the SHA-256 checksum .*: must be 0{64}/],
    ['is a page', () => '<html></html>', /sum contains no SHA-256 checksum for .*file\. Try again later/],
    ['is missing', () => '', /sum contains no SHA-256 checksum/],
  ])('compares the checksum of a supplier that %s', async (_case, text, message) => {
    const bytes = builtAt(BUILT);
    serve('/file', bytes);
    if (text(bytes) !== '') serve('/sum', Buffer.from(text(bytes)));
    const downloaded = download([{ url: `${base}/file`, checksum: `${base}/sum` }], () => {});
    if (message) await expect(downloaded).rejects.toThrow(message);
    else expect((await downloaded).bytes.equals(bytes)).toBe(true);
  });

  it('sends credentials of the URL as basic authentication and shows them nowhere', async () => {
    const fresh = builtAt(BUILT);
    answers.set('/closed', (response, authorization) => {
      const isKnown = authorization === `Basic ${Buffer.from('me:s3cret').toString('base64')}`;
      if (isKnown) response.end(fresh);
      else response.writeHead(401).end();
    });
    const from = `${base.replace('http://', 'http://me:s3cret@')}/closed`;
    const said: string[] = [];
    const { exitCode, output, error } = await run(
      ['geo-update', '--from', from, '--to', target],
      (line) => said.push(line),
      {},
    );
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(output + said.join()).not.toContain('s3cret');
  });

  it('is picked up by a running lookup', async () => {
    const options = { database: target };
    mkdirSync(folder, { recursive: true });
    writeFileSync(target, builtAt(BUILT));
    const countries = new CountryLookup(options);
    await countries.onModuleInit();
    serve('/fresh.mmdb', builtAt(BUILT + DAY_MS));
    expect((await update('/fresh.mmdb')).exitCode).toBe(0);
    await eventually(() => expect(countries.file()?.built).toEqual(new Date(BUILT + DAY_MS)), {
      timeout: 45_000,
      interval: 100,
    });
    countries.onModuleDestroy();
  });

  describe('suppliers', () => {
    it.each([
      ['2026-11-15', ['2026-11', '2026-10']],
      ['2026-03-31', ['2026-03', '2026-02']],
      ['2027-01-01', ['2027-01', '2026-12']],
    ])('dbip on %s: this month, then the last', (now, months) => {
      expect(geoSources('dbip', {}, new Date(now))).toEqual(
        months.map((month) => ({ url: `https://download.db-ip.com/free/dbip-country-lite-${month}.mmdb.gz` })),
      );
    });

    it('maxmind needs an account, which is sent and not shown', () => {
      const account = { MAXMIND_ACCOUNT_ID: '1', MAXMIND_LICENSE_KEY: 'k' };
      expect(geoSources('maxmind', account, new Date())).toEqual([
        expect.objectContaining({
          user: '1',
          password: 'k',
          checksum: ADDRESSES.maxmind.checksum,
          url: expect.not.stringContaining('k@') as string,
        }),
      ]);
      expect(() => geoSources('maxmind', {}, new Date())).toThrow(/MAXMIND_ACCOUNT_ID and MAXMIND_LICENSE_KEY/);
    });

    it('have a page that documents their addresses', () => {
      expect(Object.keys(ADDRESSES)).toEqual(GEO_SUPPLIERS);
      for (const { documentation } of Object.values(ADDRESSES)) expect(documentation).toMatch(/^https:/);
    });

    it.each(['ftp://example.com/a.mmdb', 'nowhere', ''])('refuses --from "%s"', (from) => {
      expect(() => geoSources(from, {}, new Date())).toThrow('must be dbip, maxmind, iptoasn, or a URL');
    });
  });
});

/** A key that no country file has. */
function withoutCountries(file: Buffer): Buffer {
  const at = file.indexOf('country_code');
  file.write('network_code', at);
  for (let next = at; (next = file.indexOf('country_code', next + 1)) >= 0;) file.write('network_code', next);
  return file;
}
