import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEST_11_PEERS, NEST_12_PEERS } from '../installs/peers.mjs';
import { succeed } from '../installs/processes.mjs';
import { NPM_FLAGS } from '../installs/toolbox.mjs';

const APP = fileURLToPath(new URL('app/', import.meta.url));

/** Peers that the manifest names besides those that npm adds, by Nest's major version. */
const PEERS = { 11: NEST_11_PEERS, 12: NEST_12_PEERS };

/** Tools of the template that no test needs. */
const UNUSED =
  /eslint|prettier|oxlint|\/mau$|^globals$|^ts-node$|^ts-loader$|^source-map-support$|^@nestjs\/schematics$|coverage/;
/** Packages that each bundler needs in the host. @type {Record<string, Record<string, string>>} */
const NEEDS = {
  webpack: {
    'fork-ts-checker-webpack-plugin': '^9.1.0',
    'ts-loader': '^9.5.2',
    'tsconfig-paths-webpack-plugin': '^4.2.0',
    webpack: '^5.105.0',
    'webpack-node-externals': '^3.0.0',
  },
  rspack: {
    '@rspack/core': '^2.0.0',
    'tsconfig-paths-webpack-plugin': '^4.2.0',
    'webpack-node-externals': '^3.0.0',
  },
  swc: { '@swc/cli': '^0.8.0', '@swc/core': '^1.15.0' },
  esbuild: { esbuild: '^0.28.0' },
  rollup: {
    '@rollup/plugin-commonjs': '^29.0.0',
    '@rollup/plugin-json': '^6.1.0',
    '@rollup/plugin-node-resolve': '^16.0.0',
    rollup: '^4.60.0',
  },
  '@vercel/nft': { '@vercel/nft': '^1.0.0' },
};

/**
 * Writes the template and our files into a folder.
 * @param {string} folder
 * @param {{ template: string, nest: '11' | '12', tarball: string, bundlers: Iterable<string> }} options `template`: folder of the schematic
 */
export function writeApplication(folder, { template, nest, tarball, bundlers }) {
  writeTemplate(folder, template, (manifest) => {
    Object.assign(manifest.dependencies, PEERS[nest], { 'nestjs-activity-tracker': `file:${tarball}` });
    Object.assign(manifest.devDependencies, ...[...bundlers].map((bundler) => NEEDS[bundler.split(' ')[0] ?? '']));
    if (![...bundlers].some((each) => /webpack|rspack|swc/.test(each))) delete manifest.devDependencies['@nestjs/cli'];
    manifest.allowScripts = { esbuild: true, '@swc/core': true, 'unrs-resolver': true };
  });
  const isModule = template.endsWith('esm');
  for (const file of ['main.ts', 'app.module.ts', 'app.controller.ts'])
    place(join(APP, file), join(folder, 'src', file), isModule);
  // Not named as specs here, where the repository's own runner would find them.
  place(join(APP, 'unit-test.ts'), join(folder, 'src/app.controller.spec.ts'), isModule);
  place(join(APP, 'e2e-test.ts'), join(folder, 'test/app.e2e-spec.ts'), isModule);
}

/**
 * Writes the template as it is, without tools that no test needs.
 * @param {string} folder
 * @param {string} template folder of the schematic
 * @param {(manifest: { name: string, dependencies: Record<string, string>, devDependencies: Record<string, string>, allowScripts?: Record<string, boolean> }) => void} change
 */
export function writeTemplate(folder, template, change) {
  cpSync(template, folder, { recursive: true });
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) fill(join(folder, file));
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const kept = Object.entries(manifest.devDependencies).filter(([name]) => !UNUSED.test(name));
  manifest.devDependencies = Object.fromEntries(kept);
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest, undefined, 2));
}

/** @param {string} folder @param {Record<string, string>} env */
export async function installByNpm(folder, env) {
  await succeed(['npm', 'install', ...NPM_FLAGS, '--loglevel=error'], { cwd: folder, env, withinMs: 600_000 });
}

/** Name and version, the suffix of specs, and no service of others. @param {string} file */
function fill(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  const filled = text
    .replaceAll(/<% if \(observe\) \{ %>.*?<% \} %>/gs, '')
    .replaceAll('<%= strict %>', 'true')
    .replaceAll('<%= specFileSuffix %>', 'spec')
    .replaceAll('<%= version %>', '1.0.0')
    .replaceAll(/<%= \w+ %>/g, 'host');
  writeFileSync(file, filled);
  const named = file.replace('__specFileSuffix__', 'spec');
  if (named !== file) renameSync(file, named);
}

/**
 * Relative imports have an extension in ES modules and none in CommonJS, as in the templates.
 * @param {string} from
 * @param {string} to
 * @param {boolean} isModule
 */
function place(from, to, isModule) {
  const text = readFileSync(from, 'utf8');
  const written = isModule ? text.replaceAll(/(from '\.[^']*)'/g, "$1.js'") : text;
  rmSync(to, { force: true });
  writeFileSync(to, written);
}

/** @param {string} folder @param {{ compiled: string, nest: '11' | '12', tarball: string }} options */
export function writeCompiled(folder, { compiled, nest, tarball }) {
  mkdirSync(folder, { recursive: true });
  cpSync(compiled, join(folder, 'dist'), { recursive: true });
  const range = `^${nest}.0.1`;
  const dependencies = {
    ...Object.fromEntries(['common', 'core', 'platform-express'].map((name) => [`@nestjs/${name}`, range])),
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.1',
    // Strict installers give an application only the packages that it names.
    ...PEERS[nest],
    ...(nest === '12' && { mongoose: '^9.0.0' }),
    'nestjs-activity-tracker': `file:${tarball}`,
  };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'host', version: '1.0.0', private: true, dependencies }, undefined, 2),
  );
}

/** With what it depends on, as npm has laid it out in `from`. @param {string} name @param {string} from @param {string} to */
export function copyPackage(name, from, to) {
  const path = join('node_modules', name);
  if (existsSync(join(to, path)) || !existsSync(join(from, path))) return;
  cpSync(join(from, path), join(to, path), { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, path, 'package.json'), 'utf8'));
  for (const each of Object.keys(dependencies)) copyPackage(each, from, to);
}
