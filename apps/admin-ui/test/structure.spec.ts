import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { BREAKPOINTS } from '../src/ui/breakpoints';

const ROOT = fileURLToPath(new URL('../src/', import.meta.url));
const MOST_LINES = 80;

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
const read = (name: string) => readFileSync(ROOT + name, 'utf8');
const sheets = files.filter((name) => name.endsWith('.css'));

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

describe('the style sheets of the panel', () => {
  /** Sheets for several components, from before each had its own; this list only becomes shorter. */
  const SHARED = ['explorer', 'pages', 'record', 'shell'].map((name) => `styles/${name}.css`);
  const OF_ALL = ['tokens', 'base', 'controls', 'forced-colors', 'index'].map((name) => `styles/${name}.css`);

  it('stand next to their component, as modules, but for those of all', () => {
    const others = sheets.filter((name) => !name.endsWith('.module.css'));
    expect(others.toSorted()).toEqual([...SHARED, ...OF_ALL].toSorted());
    for (const module of sheets.filter((name) => name.endsWith('.module.css')))
      expect(
        files.some((name) => name.startsWith(module.replace(/[\w-]+\.module\.css$/, '')) && name.endsWith('.tsx')),
      ).toBe(true);
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

  it('change the layout at the breakpoints, and at no other width', () => {
    const widths = sheets.flatMap((name) =>
      [...read(name).matchAll(/@media[^{]*?(?:min|max)-width:\s*(\d+)px/g)].map(([, width]) => Number(width)),
    );
    const known: readonly number[] = Object.values(BREAKPOINTS);
    expect(widths.length).toBeGreaterThan(3);
    expect(widths.filter((width) => !known.includes(width))).toEqual([]);
    const inCode = files.filter((name) => /\.tsx?$/.test(name) && name !== 'ui/breakpoints.ts');
    expect(inCode.filter((name) => /\((?:min|max)-width/.test(read(name)))).toEqual([]);
  });
});
