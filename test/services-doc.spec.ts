import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';

const LIBRARY = fileURLToPath(new URL('../libs/activity-tracker/', import.meta.url));
const read = (file: string) => readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8');

function named(document: string, heading: string): string[] {
  const [, section = ''] = document.split(`\n## ${heading}\n`);
  const rows = section
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`@?(\w+)[^`]*`/g)].map(([, name = '']) => name));
}

describe('reference of services and stores', () => {
  const services = read('services.md');
  let members: (type: string) => string[];

  beforeAll(() => {
    const { config } = ts.readConfigFile(`${LIBRARY}tsconfig.lib.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, LIBRARY);
    const entry = `${LIBRARY}src/index.ts`;
    const program = ts.createProgram({ rootNames: [entry], options });
    const checker = program.getTypeChecker();
    const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!);
    const isPublic = (symbol: ts.Symbol) =>
      symbol.declarations!.every(
        (each) =>
          !(ts.getCombinedModifierFlags(each) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) &&
          !ts.getJSDocTags(each).some(({ tagName }) => tagName.text === 'internal'),
      );
    members = (type) => {
      const symbol = exports.find(({ name }) => name === type);
      if (!symbol) throw new Error(`the package exports no ${type}`);
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return checker
        .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(target))
        .filter(isPublic)
        .map(({ name }) => name);
    };
  });

  it('describes every public member of ActivityTrackerService, and no other', () => {
    const documented = named(services, '`ActivityTrackerService`');
    expect(documented.toSorted()).toEqual(members('ActivityTrackerService').toSorted());
    expect(documented).toContain('userHistory');
  });

  it('describes every counter of stats(), and no other', () => {
    expect(named(services, '`stats()`').toSorted()).toEqual(members('ActivityTrackerStats').toSorted());
  });

  it('describes every decorator, and no other', async () => {
    const exported = Object.entries(await import('nestjs-activity-tracker'));
    const decorators = exported.filter(([, value]) => typeof value === 'function' && 'KEY' in value);
    expect(named(services, 'Decorators').toSorted()).toEqual(decorators.map(([name]) => name).toSorted());
  });

  it('names no function or constant that the package does not export', async () => {
    const main = await import('nestjs-activity-tracker');
    const testing = await import('nestjs-activity-tracker/testing');
    const wrong = named(services, 'Functions and constants').filter((name) => !(name in main || name in testing));
    expect(wrong).toEqual([]);
  });

  it('says what each member of a store must do', () => {
    const documented = named(read('stores.md'), 'What each member must do');
    expect(documented.toSorted()).toEqual(
      members('ActivityStore')
        .filter((name) => !name.startsWith('__'))
        .toSorted(),
    );
  });
});
