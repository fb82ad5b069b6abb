import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedFolder } from '../../package/package-folder.js';

const MARK = '<meta name="generator" content="nestjs-activity-tracker"';

/** Read once; no other file can be requested. */
export class PanelFiles {
  private files: ReadonlyMap<string, Buffer> | undefined;

  constructor(private readonly folder = ownPanel()) {}

  problem(): string | undefined {
    // Checks one file; the others are read with the first request.
    if (this.folder !== undefined && isPanel(this.folder)) return undefined;
    const place = this.folder === undefined ? 'because a bundler moved the library out of its package' : this.folder;
    return (
      `The panel cannot be served: its files are missing (${place}). Copy the folder ` +
      'node_modules/nestjs-activity-tracker/panel into the deployment and set admin.panelDirectory to the copy (logged once).'
    );
  }

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

/** A literal path, because deployment tools trace only those. `undefined` in a CommonJS bundle made from the ES modules. */
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

function filesIn(folder: string): Map<string, Buffer> {
  try {
    return new Map(filesBelow(folder, ''));
  } catch {
    return new Map();
  }
}

/** Reads folder by folder: in a zipped package (Yarn Plug'n'Play), a recursive listing lacks the folder names. */
function* filesBelow(folder: string, prefix: string): Generator<[string, Buffer]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, `${prefix}${entry.name}/`);
    else if (entry.isFile()) yield [prefix + entry.name, readFileSync(path)];
  }
}
