import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../libs/activity-tracker/src/', import.meta.url));

/** Code that an application loads only when it is asked for. */
const LATE = [
  'admin/api/answers/admin-answers.ts',
  'admin/api/answers/records.answers.ts',
  'admin/erasure/subject-data.service.ts',
  'admin/export/export.service.ts',
  'admin/export/har.ts',
  'admin/live/live-tail.ts',
  'admin/panel/panel-answers.ts',
  'admin/query/plan/query-plan.ts',
  'admin/query/plan/record-matcher.ts',
  'admin/query/plan/to-filter.ts',
  'admin/records/facets/facet-rules.ts',
  'admin/records/records.service.ts',
  'admin/statistics/people.service.ts',
  'admin/statistics/timeline.service.ts',
  'storage/memory/query-engine.ts',
  'storage/mongo/rollups/rebuild.ts',
  'storage/mongo/rollups/rollup-reader.ts',
  'storage/mongo/rollups/rollup-upkeep.ts',
  'storage/statistics/record-statistics.ts',
  'storage/tally/tally.ts',
];

/** Files that load code late. None of them does so to record a request. */
const LOADERS = [
  'admin/api/late-answers.ts',
  'admin/panel/panel.ts',
  'admin/retention/retention-upkeep.ts',
  'admin/security/anomaly-upkeep.ts',
  'operators/opentelemetry.ts',
  'operators/prometheus.ts',
  'package/peers.ts',
  'storage/memory/late-query-engine.ts',
  'storage/mongo/rollups/mongo-statistics.ts',
];

interface Imports {
  static: string[];
  dynamic: string[];
}

function importsOf(file: string, text: string): Imports {
  const found: Imports = { static: [], dynamic: [] };
  const add = (list: string[], specifier: ts.Node | undefined): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const { text: path } = specifier;
    list.push(path.startsWith('.') ? posix.join(posix.dirname(file), path).replace(/\.js$/, '.ts') : path);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && !isOfTypes(node.importClause)) add(found.static, node.moduleSpecifier);
    if (ts.isExportDeclaration(node) && !isOfTypes(node)) add(found.static, node.moduleSpecifier);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(found.dynamic, node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Whether an import or export leaves nothing in the compiled file. */
function isOfTypes(clause: ts.ImportClause | ts.ExportDeclaration | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const bindings = ts.isImportClause(clause) ? (clause.name ? undefined : clause.namedBindings) : clause.exportClause;
  if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return false;
  return bindings.elements.length > 0 && bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function loadedAtBoot(files: ReadonlyMap<string, Imports>, entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    files.get(file)?.static.forEach(visit);
  };
  visit(entry);
  return loaded;
}

describe('code that is loaded late', () => {
  const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(file));
  const files = new Map(names.map((file) => [file, importsOf(file, readFileSync(join(SOURCE, file), 'utf8'))]));
  const boot = loadedAtBoot(files, 'index.ts');

  it('is found in the sources', () => {
    expect(boot.size).toBeGreaterThan(200);
    expect(LATE.filter((file) => !files.has(file))).toEqual([]);
  });

  it('is not loaded by an application that boots', () => {
    expect(LATE.filter((file) => boot.has(file))).toEqual([]);
    expect([...boot].filter((file) => file === 'mingo' || file === 'negotiator')).toEqual([]);
  });

  it('is asked for by files that record no request', () => {
    const loaders = [...files]
      .filter(([file, { dynamic }]) => !file.startsWith('cli/') && dynamic.length > 0)
      .map(([file]) => file);
    expect(loaders.sort()).toEqual(LOADERS);
  });
});

describe('the reading of imports', () => {
  it.each([
    ['a value', `import { x } from './b.js';`, ['a/b.ts'], []],
    ['a type', `import type { X } from './b.js';`, [], []],
    ['types by name', `import { type X, type Y } from './b.js';`, [], []],
    ['a type next to a value', `import { type X, y } from './b.js';`, ['a/b.ts'], []],
    ['a bare import', `import './b.js';`, ['a/b.ts'], []],
    ['a re-export', `export { x } from './b.js';`, ['a/b.ts'], []],
    ['a re-export of types', `export type { X } from './b.js';`, [], []],
    ['everything', `export * from './b.js';`, ['a/b.ts'], []],
    ['a package', `import { Query } from 'mingo';`, ['mingo'], []],
    ['a dynamic import', `const load = () => import('./b.js');`, [], ['a/b.ts']],
  ])('sees %s', (_, text, loaded, late) => {
    expect(importsOf('a/a.ts', text)).toEqual({ static: loaded, dynamic: late });
  });
});
