import type typescript from 'typescript';
import type { TypeScript } from './host-typescript.js';

/** Names that a file imports from a module, without types: local name by imported name. */
export function importedFrom(ts: TypeScript, source: typescript.SourceFile, module: string): Map<string, string> {
  const names = importsOf(ts, source)
    .filter(({ moduleSpecifier }) => textOf(ts, moduleSpecifier) === module)
    .flatMap((statement) => namesOf(ts, statement));
  return new Map(names.map(({ propertyName, name }) => [(propertyName ?? name).text, name.text]));
}

/** Module that a local name is imported from. */
export function moduleOf(ts: TypeScript, source: typescript.SourceFile, local: string): string | undefined {
  const statement = importsOf(ts, source).find((each) => namesOf(ts, each).some(({ name }) => name.text === local));
  return statement && textOf(ts, statement.moduleSpecifier);
}

export function exportedName(ts: TypeScript, source: typescript.SourceFile, local: string): string {
  const names = importsOf(ts, source).flatMap((statement) => namesOf(ts, statement));
  const found = names.find(({ name }) => name.text === local);
  return (found?.propertyName ?? found?.name)?.text ?? local;
}

export function importsOf(ts: TypeScript, source: typescript.SourceFile): typescript.ImportDeclaration[] {
  return source.statements.filter((statement) => ts.isImportDeclaration(statement));
}

function namesOf(ts: TypeScript, { importClause }: typescript.ImportDeclaration): typescript.ImportSpecifier[] {
  const bindings = importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings) || importClause.isTypeOnly) return [];
  return bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly);
}

const textOf = (ts: TypeScript, node: typescript.Expression): string | undefined =>
  ts.isStringLiteral(node) ? node.text : undefined;
