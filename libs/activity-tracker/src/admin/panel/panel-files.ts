import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the build of the panel stands, beside `dist` in the package. */
const FOLDER = fileURLToPath(new URL('../../../panel/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.md': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
/** Best first. */
const ENCODINGS = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const;

/** A file of the panel in one encoding. */
export interface PanelFile {
  content: Buffer;
  contentType: string;
  encoding: 'br' | 'gzip' | undefined;
  /** There is more than one encoding. */
  varies: boolean;
}

/** The files of the panel: read once, and no other file can be named. */
export class PanelFiles {
  private files: ReadonlyMap<string, Buffer> | undefined;

  constructor(private readonly folder = FOLDER) {}

  /** @param name with slashes, relative to the page */
  find(name: string, acceptEncoding = ''): PanelFile | undefined {
    const contentType = TYPES[extname(name)];
    this.files ??= read(this.folder);
    const plain = this.files.get(name);
    if (!plain || contentType === undefined) return undefined;
    const accepted = new Set(acceptEncoding.split(',').map((part) => part.split(';')[0]!.trim().toLowerCase()));
    const encodings = ENCODINGS.filter(({ extension }) => this.files?.has(name + extension));
    const best = encodings.find((encoding) => accepted.has(encoding.name));
    const content = best ? this.files.get(name + best.extension)! : plain;
    return { content, contentType, encoding: best?.name, varies: encodings.length > 0 };
  }
}

/** Nothing where the panel has not been built. */
function read(folder: string): Map<string, Buffer> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Map(
      entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]),
    );
  } catch {
    return new Map();
  }
}
