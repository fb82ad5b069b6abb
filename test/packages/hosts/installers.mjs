// Package managers, each from npm, with the settings that make it strictest about what a package may import.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FOLDER } from '../../../scripts/mongodb/cache-folder.mjs';
import { succeed } from '../installs/processes.mjs';

export const INSTALLER_TOOLS = {
  'yarn-1': 'npm:yarn@1.22.22',
  'yarn-4': 'npm:@yarnpkg/cli-dist@4.18.1',
  pnpm: '10.34.9',
  bun: '1.4.5',
};

/** @typedef {{ folder: string, node: string, bin: (tool: string, command?: string) => string, env: Record<string, string> }} Place */

/**
 * Installs what the folder's package.json names, and returns the command that runs a file there.
 * @type {Record<string, (place: Place) => Promise<string[]>>}
 */
export const INSTALLERS = {
  'yarn 1': async ({ folder, node, bin, env }) => {
    const cache = ['--cache-folder', join(CACHE_FOLDER, 'yarn-1')];
    await succeed([node, bin('yarn-1', 'yarn'), 'install', '--non-interactive', ...cache], {
      cwd: folder,
      env,
    });
    return [node];
  },
  'yarn 4 (PnP)': (place) => yarn4(place, 'pnp'),
  'yarn 4 (node_modules)': (place) => yarn4(place, 'node-modules'),
  'pnpm (strict)': async ({ folder, node, bin, env }) => {
    const strict = [
      'hoist=false',
      'strict-peer-dependencies=true',
      'auto-install-peers=false',
      `store-dir=${join(CACHE_FOLDER, 'pnpm-store')}`,
    ];
    const flags = [
      ...strict.map((flag) => `--config.${flag}`),
      '--no-frozen-lockfile',
      '--ignore-workspace',
      '--prefer-offline',
    ];
    await succeed([node, bin('pnpm'), 'install', ...flags], { cwd: folder, env });
    return [node];
  },
  bun: async ({ folder, node, bin, env }) => {
    await succeed([bin('bun'), 'install', '--cache-dir', join(CACHE_FOLDER, 'bun')], { cwd: folder, env });
    return [node];
  },
};

/** @param {Place} place @param {'pnp' | 'node-modules'} linker */
async function yarn4({ folder, node, bin, env }, linker) {
  const yarn = [node, bin('yarn-4', 'yarn')];
  mkdirSync(join(CACHE_FOLDER, 'yarn-4'), { recursive: true });
  writeFileSync(join(folder, 'yarn.lock'), '');
  writeFileSync(
    join(folder, '.yarnrc.yml'),
    `nodeLinker: ${linker}\nenableTelemetry: false\nglobalFolder: ${join(CACHE_FOLDER, 'yarn-4')}\nenableImmutableInstalls: false\n`,
  );
  await succeed([...yarn, 'install'], { cwd: folder, env });
  return linker === 'pnp' ? [...yarn, 'node'] : [node];
}
