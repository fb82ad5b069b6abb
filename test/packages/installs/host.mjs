// One app that installs the package: its manifest, its installation, and the proof that the app works.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEST_11_PEERS, NEST_12_PEERS } from './peers.mjs';
import { CommandError, run, succeed } from './processes.mjs';
import { NPM_FLAGS } from './toolbox.mjs';

const APP = fileURLToPath(new URL('app/', import.meta.url));

/**
 * `newest` names what README.md names; the lowest are those of `peerDependencies`.
 * @type {Record<string, Record<string, Record<string, string>>>}
 */
const PEERS = {
  newest: {
    11: NEST_12_PEERS,
    12: NEST_12_PEERS,
  },
  'Nest 11': { 11: NEST_11_PEERS },
  lowest: {
    11: {
      '@nestjs/event-emitter': '3.0.0',
      '@nestjs/jwt': '11.0.0',
      '@nestjs/mongoose': '11.0.0',
      '@nestjs/schedule': '6.0.0',
      mongoose: '8.0.0',
      'reflect-metadata': '0.2.0',
      rxjs: '7.8.0',
    },
    12: {
      '@nestjs/event-emitter': '12.0.0',
      '@nestjs/jwt': '12.0.1',
      '@nestjs/mongoose': '12.0.0',
      '@nestjs/schedule': '12.0.0',
      mongoose: '8.0.0',
      'reflect-metadata': '0.2.0',
      rxjs: '7.8.0',
    },
  },
};

/**
 * 11.0.0 and 12.0.0 cannot be installed without a conflict among their peers, so the lowest is the line's last patch.
 * @param {import('./combinations.mjs').Combination} combination
 */
function nest({ nest, platform, peers }) {
  const range = peers === 'lowest' ? `~${nest}.0.1` : `^${nest}.0.1`;
  return Object.fromEntries(['common', 'core', `platform-${platform}`].map((name) => [`@nestjs/${name}`, range]));
}

/** What npm says that is no matter of the package's: a postinstall of Nest 11's own, awaiting the user's consent. */
const KNOWN_OF_NPM = /^npm warn (install-scripts|deprecated)\b/;
const KNOWN_OF_NODE = [
  /^\(node:\d+\) ExperimentalWarning: CommonJS module \S+ is loading ES Module \S+ using require\(\)\./,
  /^Support for loading ES Module in require\(\) is an experimental feature and might change at any time$/,
  /^\(Use `node --trace-warnings \.\.\.` to show where the warning was created\)$/,
];

/** @typedef {{ folder: string, combination: import('./combinations.mjs').Combination, notes: string[] }} Host */

/**
 * @param {string} folder
 * @param {string} tarball
 * @param {import('./combinations.mjs').Combination} combination
 * @returns {Host}
 */
export function writeHost(folder, tarball, combination) {
  const { nest: major, platform, module, node, peers } = combination;
  mkdirSync(folder);
  cpSync(APP, join(folder, 'src'), { recursive: true });
  const manifest = {
    name: 'host',
    version: '1.0.0',
    private: true,
    type: module === 'ESM' ? 'module' : 'commonjs',
    dependencies: {
      ...nest(combination),
      'reflect-metadata': '^0.2.0',
      rxjs: '^7.8.0',
      ...PEERS[peers]?.[major],
      'nestjs-activity-tracker': `file:${tarball}`,
    },
    devDependencies: {
      '@types/node': `^${node}.0.0`,
      ...(platform === 'express' ? { '@types/express': '^5.0.0' } : {}),
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  return { folder, combination, notes: [] };
}

/**
 * Without a peer conflict, and without a complaint about our own demands on Node.
 * @param {Host} host
 * @param {import('./toolbox.mjs').Tools} tools
 */
export async function install({ folder, combination: { installer, node }, notes }, tools) {
  const options = { cwd: folder, env: tools.pathWith(node) };
  if (installer === 'pnpm') {
    // pnpm's own strictness: a peer that is missing or wrong ends the installation.
    const flags = ['--prefer-offline', '--no-frozen-lockfile', '--reporter=append-only', '--ignore-workspace'];
    await succeed([...tools.pnpm(node), 'install', '--config.strict-peer-dependencies=true', ...flags], options);
    return;
  }
  const command = ['npm', 'install', '--strict-peer-deps', ...NPM_FLAGS, '--loglevel=warn'];
  const ended = await succeed(command, options);
  const { unexpected, engines } = complaints(ended.errors);
  if (unexpected.length > 0)
    throw new CommandError(`complains:\n${unexpected.join('\n')}`, { command, cwd: folder, ...ended });
  if (engines.length > 0) notes.push(`not made for Node ${node} by their authors: ${engines.join(', ')}`);
  await npmLs(folder, options.env);
}

/** @param {string} errors */
function complaints(errors) {
  const engines = [...errors.matchAll(/EBADENGINE\s+package: '([^']+)'/g)].map(([, name = '']) => name);
  const own = engines.filter((name) => name.startsWith('nestjs-activity-tracker@'));
  const lines = errors.split('\n').filter((line) => line.startsWith('npm warn') && !KNOWN_OF_NPM.test(line));
  const unexpected = lines.filter((line) => !line.startsWith('npm warn EBADENGINE'));
  return { unexpected: [...unexpected, ...own.map((name) => `${name} refuses this Node`)], engines };
}

/** @param {string} folder @param {Record<string, string>} env */
async function npmLs(folder, env) {
  const command = ['npm', 'ls', '--all', '--json'];
  const { output } = await run(command, { cwd: folder, env });
  /** @type {{ problems?: string[] }} */
  const { problems = [] } = JSON.parse(output);
  if (problems.length > 0) throw new CommandError(problems.join('\n'), { command, cwd: folder });
}

/** Any line on stdout or stderr is a failure too. @param {Host} host @param {import('./toolbox.mjs').Tools} tools */
export async function boot({ folder, combination: { platform, node } }, tools) {
  const main = `dist/main.${platform}.js`;
  if (!existsSync(join(folder, main))) throw new Error(`the compiler wrote no ${main}`);
  const command = [tools.node(node), main];
  const ended = await succeed(command, { cwd: folder, withinMs: 60_000 });
  const words = [...ended.output.split('\n'), ...ended.errors.split('\n')]
    .map((line) => line.trim())
    .filter((line) => line !== '' && !KNOWN_OF_NODE.some((known) => known.test(line)));
  if (words.length > 0) throw new CommandError('works, but is not silent', { command, cwd: folder, ...ended });
}
