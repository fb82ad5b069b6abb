import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { scopedName } from '../css-modules';
import { MEDIA } from '../src/ui/breakpoints';
import { LIBRARY } from './support/built-panel';

const ROOT = fileURLToPath(new URL('../src/', import.meta.url));
const MOST_LINES = 80;

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
const read = (name: string) => readFileSync(ROOT + name, 'utf8');
const sheets = files.filter((name) => name.endsWith('.css'));
const isIndented = (line: string) => line === '' || line.startsWith('  ');
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The sheet's classes, as its selectors name them. */
function classesIn(name: string): Set<string> {
  const selectors = read(name)
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/:global\([^)]*\)/g, '')
    .matchAll(/[^{};]+(?=\{)/g);
  return new Set([...selectors].flatMap(([selector]) => [...selector.matchAll(/\.([a-z][\w-]*)/g)].map(([, c]) => c!)));
}

/** Functions, components and hooks included, with their lines. */
function functionsIn(name: string): { name: string; lines: number }[] {
  const source = ts.createSourceFile(name, read(name), ts.ScriptTarget.Latest, true);
  const found: { name: string; lines: number }[] = [];
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const called = node.name?.getText() ?? 'a function without a name';
      found.push({ name: `${name} ${called}`, lines: lineAt(node.end) - lineAt(node.getStart()) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('components and hooks of the panel', () => {
  it(`have at most ${MOST_LINES} lines each`, () => {
    const all = files.filter((name) => /\.tsx?$/.test(name)).flatMap(functionsIn);
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });
});

describe('code of the library in the panel', () => {
  it('is imported in one place, whose files a change builds the panel for; types may come from anywhere', () => {
    const imports = files
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) =>
        [
          ...read(name).matchAll(
            /^(import|export) (?!type )[^;]*? from '[./]*\/libs\/activity-tracker\/src\/([^']+)';$/gm,
          ),
        ].map(([, , path]) => ({ name, path: path! })),
      );
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter(({ name }) => name !== 'library.ts')).toEqual([]);
    expect(imports.filter(({ path }) => !LIBRARY.includes(dirname(path)))).toEqual([]);
  });
});

describe('the style sheets of the panel', () => {
  const OF_ALL = ['tokens', 'base', 'index'].map((name) => `styles/${name}.css`);
  const modules = sheets.filter((name) => name.endsWith('.module.css'));

  it('are modules, but for those of all pages, in the layer of their folder', () => {
    expect(sheets.filter((name) => !modules.includes(name)).toSorted()).toEqual(OF_ALL.toSorted());
    for (const name of modules) {
      const [first, ...others] = read(name).matchAll(/^@layer (\w+) \{/gm);
      expect([first?.index, first?.[1], others.length], name).toEqual([0, name.startsWith('ui/') ? 'ui' : 'pages', 0]);
      expect(read(name).replace(/\n$/, '').split('\n').slice(1, -1).every(isIndented), name).toBe(true);
    }
  });

  it('have unique names, which begin the names of their classes in the page', () => {
    const names = modules.map((name) => basename(name));
    expect(new Set(names).size).toBe(names.length);
    expect(scopedName('chip', '/src/chip.module.css')).toBe('chip');
    expect(scopedName('text', '/src/chip.module.css?used')).toBe('chip-text');
    const scoped = modules.flatMap((name) => [...classesIn(name)].map((local) => scopedName(local, name)));
    expect(scoped.filter((name, index) => scoped.indexOf(name) !== index)).toEqual([]);
  });

  it('stand next to a component that uses them, or in ui, and have the classes that are used, and no others', () => {
    const used = new Map(modules.map((name) => [name, new Set<string>()]));
    const users = new Map(modules.map((name) => [name, new Set<string>()]));
    const missing: string[] = [];
    for (const name of files.filter((each) => each.endsWith('.tsx')))
      for (const [, alias, path] of read(name).matchAll(/^import \* as (\w+) from '([^']+\.module\.css)';$/gm)) {
        const sheet = join(dirname(name), path!).replaceAll('\\', '/');
        const known = new Set([...classesIn(sheet)].map(camelCase));
        users.get(sheet)!.add(dirname(name));
        for (const [, local] of read(name)
          .replace(/^import .*$/gm, '')
          .matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, 'g'))) {
          used.get(sheet)!.add(local!);
          if (!known.has(local!)) missing.push(`${name}: ${alias}.${local}`);
        }
      }
    expect(missing).toEqual([]);
    const unused = modules.flatMap((name) =>
      [...classesIn(name)]
        .filter((local) => !used.get(name)!.has(camelCase(local)))
        .map((local) => `${name} .${local}`),
    );
    expect(unused).toEqual([]);
    const isAtPlace = (name: string) => name.startsWith('ui/') || users.get(name)!.has(dirname(name));
    expect(modules.filter((name) => !isAtPlace(name))).toEqual([]);
  });

  it('reach into no other sheet: classes without a sheet are those of all pages', () => {
    const ofAll = new Set([...read('styles/base.css').matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name!));
    const literal = files
      .filter((name) => name.endsWith('.tsx'))
      .flatMap((name) => [...read(name).matchAll(/\bclass="([^"]*)"/g)].map(([, names]) => `${name} ${names}`));
    expect(
      literal.filter(
        (each) =>
          !each
            .split(' ')
            .slice(1)
            .every((name) => ofAll.has(name)),
      ),
    ).toEqual([]);
    const global = modules.flatMap((name) =>
      [...read(name).matchAll(/:global\(([^)]*)\)/g)].map(([, selector]) => `${name} ${selector}`),
    );
    expect(global.filter((each) => !ofAll.has(each.split(' .')[1]!))).toEqual([]);
  });

  const declarations = sheets
    .filter((name) => !name.endsWith('tokens.css'))
    .flatMap((name) =>
      [...read(name).matchAll(/^\s*([\w-]+):\s*([^;{}]+);/gm)].map(([, property, value]) => ({
        name,
        property: property!,
        value: value!,
      })),
    );
  const violating = (property: RegExp, value: RegExp) =>
    declarations.filter((each) => property.test(each.property) && value.test(each.value));

  it('take sizes of text from the tokens, which are six', () => {
    expect(declarations.length).toBeGreaterThan(1_000);
    expect(violating(/^font(?:-size)?$/, /\d(?:px|rem|em|%|pt)/)).toEqual([]);
    const sizes = [...read('styles/tokens.css').matchAll(/--text-(\w+): [\d.]+rem;/g)].map(([, name]) => name);
    expect(sizes).toEqual(['tiny', 'small', 'medium', 'large', 'title', 'figure']);
  });

  it('take spaces from the tokens, which are eight; a hair line is 1px', () => {
    expect(
      violating(/^(?:(?:row-|column-)?gap|(?:padding|margin)[\w-]*)$/, /(?<![\w.-])(?!1px)\d*\.?\d+(?:px|rem|em)/),
    ).toEqual([]);
    const spaces = [...read('styles/tokens.css').matchAll(/--space-(\d): (\d+)px;/g)].map(([, , size]) => Number(size));
    expect(spaces).toEqual([2, 4, 6, 8, 12, 16, 24, 32]);
  });

  it('use the tokens that there are', () => {
    const named = new Set([...read('styles/tokens.css').matchAll(/--([\w-]+):/g)].map(([, name]) => name!));
    const used = sheets.flatMap((name) =>
      [...read(name).matchAll(/var\(--((?:text|space)-[\w-]+)/g)].map(([, token]) => token!),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((token) => !named.has(token))).toEqual([]);
  });

  it('change the layout at the breakpoints, whose widths stand in one place', () => {
    const queries = sheets.flatMap((name) =>
      [...read(name).matchAll(/@media ([^{]*) \{/g)]
        .map(([, query]) => query!)
        .filter((query) => /width|\(--/.test(query)),
    );
    expect(queries.length).toBeGreaterThan(20);
    expect(queries.filter((query) => !Object.keys(MEDIA).some((name) => query === `(--${name})`))).toEqual([]);
    const inCode = files.filter((name) => /\.tsx?$/.test(name) && name !== 'ui/breakpoints.ts');
    expect(inCode.filter((name) => /\((?:min|max)-width/.test(read(name)))).toEqual([]);
  });
});
