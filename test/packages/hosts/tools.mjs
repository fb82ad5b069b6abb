// Tools of the host matrix, in one temporary folder: the templates of the Nest CLI, package managers, each Node.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { succeed } from '../installs/processes.mjs';
import { NPM_FLAGS, runningNode } from '../installs/toolbox.mjs';
import { INSTALLER_TOOLS } from './installers.mjs';

const TEMPLATES = {
  'schematics-11': 'npm:@nestjs/schematics@^11.1.0',
  'schematics-12': 'npm:@nestjs/schematics@^12.0.6',
};

/** @typedef {Awaited<ReturnType<typeof hostTools>>} HostTools */

/** @param {string} folder @param {{ nodes: Iterable<string>, installers: boolean }} wanted */
export async function hostTools(folder, { nodes, installers }) {
  mkdirSync(folder);
  const others = [...nodes].filter((node) => node !== runningNode());
  const manifest = {
    private: true,
    dependencies: {
      ...TEMPLATES,
      ...(installers ? INSTALLER_TOOLS : {}),
      ...Object.fromEntries(others.map((node) => [`node-${node}`, `npm:node@${node}`])),
    },
    // Their install scripts fetch the binary for this machine. The templates are read, not run.
    allowScripts: { node: true, bun: true },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const flags = [...NPM_FLAGS, '--loglevel=error', '--legacy-peer-deps'];
  await succeed(['npm', 'install', ...flags], { cwd: folder, withinMs: 600_000 });

  const bin = (/** @type {string} */ name, command = name) => {
    const root = join(folder, 'node_modules', name);
    /** @type {{ bin: string | Record<string, string> }} */
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return join(root, typeof bin === 'string' ? bin : (bin[command] ?? ''));
  };
  return {
    bin,
    /** @param {'11' | '12'} nest @param {'ts' | 'ts-esm'} language */
    template: (nest, language) =>
      join(folder, `node_modules/schematics-${nest}/dist/lib/application/files/${language}`),
    /** @param {string} major */
    node(major) {
      if (major === runningNode()) return process.execPath;
      const binary = bin(`node-${major}`, 'node');
      if (!existsSync(binary)) throw new Error(`the package node@${major} has no binary for this machine`);
      return binary;
    },
    /** @param {string} major */
    env(major) {
      return { PATH: [dirname(this.node(major)), process.env.PATH].join(delimiter) };
    },
  };
}
