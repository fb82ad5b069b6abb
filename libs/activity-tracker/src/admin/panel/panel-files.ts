import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedFolder } from '../../package/package-folder.js';

/** Stands in the page of the panel, and in no page of a host. */
const MARK = '<meta name="generator" content="nestjs-activity-tracker"';

/** The files of the panel: read once, and no other file can be named. */
export class PanelFiles {
  private files: ReadonlyMap<string, Buffer> | undefined;

  /** @param folder default: that of the installed package */
  constructor(private readonly folder = ownPanel()) {}

  /** Why the panel cannot be served, with the remedy; `undefined` if it can. */
  problem(): string | undefined {
    // A look at one file: the others are read at the first request for the panel.
    if (this.folder !== undefined && isPanel(this.folder)) return undefined;
    const place = this.folder === undefined ? 'because a bundler moved the library out of its package' : this.folder;
    return (
      `The panel cannot be served: its files are missing (${place}). Copy the folder ` +
      'node_modules/nestjs-activity-tracker/panel into the deployment and set admin.panelDirectory to the copy (logged once).'
    );
  }

  /** By name with slashes, relative to the page; empty without a panel. */
  read(): ReadonlyMap<string, Buffer> {
    if (!this.files) {
      this.files = this.folder !== undefined && isPanel(this.folder) ? filesIn(this.folder) : new Map();
    }
    return this.files;
  }
}

function ownPanel(): string | undefined {
  const folder = installedFolder();
  if (folder === undefined) return undefined;
  const panel = join(folder, 'panel');
  return literalPanel() === panel ? literalPanel() : panel;
}

/**
 * The same folder, seen from the built file, as a literal: tracers of deployment platforms take along only what they can
 * read in the code. `undefined` in a CommonJS bundle made from the ES modules.
 */
function literalPanel(): string | undefined {
  try {
    const panel = join(dirname(fileURLToPath(import.meta.url)), '../panel');
    return panel;
  } catch {
    return undefined;
  }
}

function isPanel(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'index.html'), 'utf8').includes(MARK);
  } catch {
    return false;
  }
}

/** By name relative to the page; empty if the folder cannot be read. */
function filesIn(folder: string): Map<string, Buffer> {
  try {
    return new Map(filesBelow(folder, ''));
  } catch {
    return new Map();
  }
}

/** Folder by folder: in a package that stays zipped (Yarn's Plug'n'Play), entries of a recursive listing lack their folder. */
function* filesBelow(folder: string, prefix: string): Generator<[string, Buffer]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, `${prefix}${entry.name}/`);
    else if (entry.isFile()) yield [prefix + entry.name, readFileSync(path)];
  }
}
