import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/ensure-installed.mjs';
import { NEST_12_PEERS } from '../installs/peers.mjs';
import { run } from './run.mjs';

export const DEPENDENCIES = {
  '@nestjs/common': '^12.0.0',
  '@nestjs/core': '^12.0.0',
  '@nestjs/platform-express': '^12.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.8.0',
};

/** Installs into an app with the packages that README.md names; a peer conflict fails. @param {string} folder @param {string} tarball */
export async function install(folder, tarball) {
  await installInto(folder, tarball, { ...DEPENDENCIES, ...NEST_12_PEERS });
}

/** @param {string} folder @param {string} tarball @param {Record<string, string>} dependencies */
export async function installInto(folder, tarball, dependencies) {
  writeManifest(folder, {
    type: 'module',
    dependencies: { ...dependencies, 'nestjs-activity-tracker': `file:${tarball}` },
  });
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', '--strict-peer-deps', '--no-legacy-peer-deps', ...quietly], folder);
}

/**
 * Compiles in `src`, and as CommonJS in `commonjs/src`, by the compiler of the repository, declarations included.
 * @param {string} folder
 * @param {Record<string, string>} sources by file name
 * @returns {Promise<{ esm: string, commonjs: string }>} the folders of the two
 */
export async function compile(folder, sources) {
  const commonjs = join(folder, 'commonjs');
  writeManifest(commonjs, { type: 'commonjs' });
  for (const app of [folder, commonjs]) {
    mkdirSync(join(app, 'src'));
    for (const [file, text] of Object.entries(sources)) writeFileSync(join(app, 'src', file), text);
  }
  const compilerOptions = {
    module: 'nodenext',
    target: 'ES2023',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    typeRoots: [join(ROOT, 'node_modules/@types')],
    types: ['node'],
  };
  const config = { compilerOptions, include: ['src', 'commonjs/src'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await run(process.execPath, [createRequire(import.meta.url).resolve('typescript/lib/tsc.js'), '-p', '.'], folder);
  return { esm: folder, commonjs };
}

/** @param {string} folder @param {Record<string, unknown>} manifest */
function writeManifest(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }, undefined, 2));
}
