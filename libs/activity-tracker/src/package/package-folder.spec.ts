import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { installedFolder, ownFolder } from './package-folder.js';
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js';

const OWN = { name: PACKAGE_NAME, version: PACKAGE_VERSION, exports: { './package.json': './package.json' } };

let folder: string;
beforeEach(() => {
  folder = temporaryFolder('folder');
});

function packageAt(path: string, manifest: object): string {
  const place = join(folder, path);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest));
  return join(place, 'file.js');
}

describe('the package version', () => {
  it('equals the version in package.json', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as object;
    expect(manifest).toMatchObject({ name: PACKAGE_NAME, version: PACKAGE_VERSION });
  });
});

describe('ownFolder', () => {
  it('finds the package above folders without a named package.json', () => {
    packageAt('library', OWN);
    const file = packageAt('library/dist', { type: 'module' });
    expect(ownFolder(file)).toBe(join(folder, 'library'));
  });

  it.each([
    ['an application that bundled the library', { name: 'host', version: PACKAGE_VERSION }],
    ['another version', { ...OWN, version: '999.0.0' }],
  ])('is undefined below %s', (_case, manifest) => {
    packageAt('library', OWN);
    const file = packageAt('library/host', manifest);
    expect(ownFolder(file)).toBeUndefined();
  });

  it('is undefined for a bundle without a known file', () => {
    expect(ownFolder('')).toBeUndefined();
  });
});

describe('installedFolder', () => {
  it('finds the package by name from a bundle', () => {
    const bundle = packageAt('host', { name: 'host' });
    packageAt(`host/node_modules/${PACKAGE_NAME}`, OWN);
    expect(installedFolder(bundle)).toBe(join(folder, 'host/node_modules', PACKAGE_NAME));
  });

  it('ignores a package of another name or version', () => {
    const bundle = packageAt('host', { name: 'host' });
    const place = join('host/node_modules', PACKAGE_NAME);
    packageAt(place, { ...OWN, version: '999.0.0' });
    // The working directory has the package too: that of this repository.
    expect(installedFolder(bundle)).not.toBe(join(folder, place));
  });
});
