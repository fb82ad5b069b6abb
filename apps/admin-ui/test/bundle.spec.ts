import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { scopedName } from '../css-modules';
import { builtPanel } from './support/built-panel';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));
const KB = 1_000;
const ALL_LIMIT = 200 * KB;
const FIRST_VIEW_LIMIT = 120 * KB;
const COPIES = /\.(?:br|gz)$/;

describe('the build', () => {
  let folder = '';
  let files: string[] = [];
  const sizeOf = (name: string) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length;
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + sizeOf(name), 0);
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');

  beforeAll(async () => {
    folder = await builtPanel();
    files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.\w+$/.test(name) && !COPIES.test(name) && !name.endsWith('.md'),
    );
  }, 180_000);

  /** What is loaded before anything is clicked: what the page names, what that imports at once, one language, the font. */
  const firstView = () => {
    const seen = new Set<string>(['index.html']);
    const follow = (name: string) => {
      if (seen.has(name)) return;
      seen.add(name);
      for (const [, imported] of text(name).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
        follow(`assets/${imported}`);
    };
    for (const [, name] of text('index.html').matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g))
      if (name!.endsWith('.js')) follow(name!);
      else seen.add(name!);
    for (const name of files) if (/\/en-|\.woff2$/.test(name)) seen.add(name);
    return [...seen];
  };

  it('is small, gzipped', () => {
    const [all, first] = [sum(files), sum(firstView())];
    expect(first).toBeGreaterThan(sum(['index.html']));
    expect(all).toBeGreaterThan(first);
    expect(all, 'all').toBeLessThanOrEqual(ALL_LIMIT);
    expect(first, 'first view').toBeLessThanOrEqual(FIRST_VIEW_LIMIT);
  });

  it('has the styles of every sheet, in layers whose order each file names first', () => {
    const sheets = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.module.css'),
    );
    const styles = files.filter((name) => name.endsWith('.css')).map(text);
    expect(sheets.length).toBeGreaterThan(50);
    for (const each of styles) expect(each).toMatch(/^@layer tokens, base, ui, pages;/);
    const all = styles.join('\n');
    for (const name of sheets) {
      const [, local] = /^ +\.([a-z][\w-]*)/m.exec(readFileSync(join(SOURCES, name), 'utf8'))!;
      expect(all, name).toMatch(new RegExp(`\\.${scopedName(local!, name)}(?![\\w-])`));
    }
  });

  it('has its copies in brotli and gzip, which say the same', () => {
    expect(files).toContain('index.html');
    for (const name of files.filter((name) => !name.endsWith('.woff2'))) {
      const content = readFileSync(join(folder, name));
      expect(brotliDecompressSync(readFileSync(join(folder, `${name}.br`))).equals(content), name).toBe(true);
      expect(gunzipSync(readFileSync(join(folder, `${name}.gz`))).equals(content), name).toBe(true);
    }
  });

  it('needs nothing inline, nothing from elsewhere, and works below any path', () => {
    const page = text('index.html');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|<!--/);
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect(address).toMatch(/^\.\//);
    const code = files
      .filter((name) => /\.(?:js|css)$/.test(name))
      .map(text)
      .join('\n');
    expect(code).not.toMatch(/\beval\(|new Function\(|@import|url\(["']?(?:https?:|data:)/);
    expect(code).not.toMatch(/sourceMappingURL/);
  });

  it('names its files by their content, but for the page and its icon', () => {
    expect(files.filter((name) => !/^assets\/[\w.-]+-[\w-]{8}\.\w+$/.test(name)).sort()).toEqual([
      'icon.svg',
      'index.html',
    ]);
  });
});
