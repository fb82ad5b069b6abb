import type typescript from 'typescript';
import { type Edit, endOfLine, inserted, type Style, styleOf, withLastItem } from './edit.js';
import type { TypeScript } from './host-typescript.js';
import { importedFrom, importsOf } from './imports.js';

const PACKAGE = 'nestjs-activity-tracker';
const MODULE = 'ActivityTrackerModule';

type Parse = (text: string) => typescript.SourceFile;

/** Options come from the environment. @param name class of the module */
export function withModuleImport(
  ts: TypeScript,
  source: typescript.SourceFile,
  { name, dbName, parse }: { name: string; dbName: string; parse: Parse },
): Edit {
  const metadata = metadataOf(ts, source, name);
  if (!metadata) return { kind: 'unknown', reason: `has no class ${name} with @Module({ … })` };
  if (namesOf(ts, source).has(MODULE)) return { kind: 'unknown', reason: `has another ${MODULE}` };
  if (metadata.properties.some((property) => ts.isSpreadAssignment(property))) {
    return { kind: 'unknown', reason: `spreads objects into the metadata of ${name}` };
  }
  const style = styleOf(source, importsOf(ts, source));
  const entry = (indentation: string) => moduleCall(dbName, { ...style, indentation });
  if (metadata.properties.some(({ name: key }) => key && ts.isComputedPropertyName(key))) {
    return { kind: 'unknown', reason: `computes keys in the metadata of ${name}` };
  }
  const [imports, ...more] = metadata.properties.filter((property) => keyOf(property) === 'imports');
  if (more.length > 0) return { kind: 'unknown', reason: `gives imports of ${name} twice` };
  if (!imports) {
    const property = (indentation: string) =>
      `imports: [${style.eol}${indentation}${style.unit}${entry(indentation + style.unit)},${style.eol}${indentation}]`;
    return changed(withLastItem(source, metadata, style, property));
  }
  if (!ts.isPropertyAssignment(imports) || !ts.isArrayLiteralExpression(imports.initializer)) {
    return { kind: 'unknown', reason: `has imports of ${name} that are not written as an array` };
  }
  return changed(withLastItem(source, imports.initializer, style, entry));

  function changed(text: string): Edit {
    return { kind: 'changed', text: withImport(ts, parse(text), style) };
  }
}

/** Whether a file imports the module: by name, through a namespace, or as a re-export. */
export function importsTracker(ts: TypeScript, source: typescript.SourceFile): boolean {
  return importedFrom(ts, source, PACKAGE).has(MODULE) || handsOn(ts, source) || takesFromNamespace(ts, source);
}

function handsOn(ts: TypeScript, source: typescript.SourceFile): boolean {
  return source.statements.some((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || !statement.moduleSpecifier) return false;
    const { exportClause, moduleSpecifier } = statement;
    if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== PACKAGE) return false;
    if (!exportClause || !ts.isNamedExports(exportClause)) return false;
    return exportClause.elements.some(({ propertyName, name }) => (propertyName ?? name).text === MODULE);
  });
}

/** `import * as tracker`, and `tracker.ActivityTrackerModule`. */
function takesFromNamespace(ts: TypeScript, source: typescript.SourceFile): boolean {
  const namespaces = importsOf(ts, source).flatMap(({ moduleSpecifier, importClause }) => {
    const bindings = importClause?.isTypeOnly ? undefined : importClause?.namedBindings;
    const isOurs = ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === PACKAGE;
    return isOurs && bindings && ts.isNamespaceImport(bindings) ? [bindings.name.text] : [];
  });
  const takes = (node: typescript.Node): boolean =>
    (ts.isPropertyAccessExpression(node) &&
      node.name.text === MODULE &&
      ts.isIdentifier(node.expression) &&
      namespaces.includes(node.expression.text)) ||
    (ts.forEachChild(node, (child) => takes(child) || undefined) ?? false);
  return namespaces.length > 0 && takes(source);
}

export function moduleLines(dbName: string): { statement: string; entry: string } {
  const style = { eol: '\n', unit: '  ', quote: "'", semicolon: ';', indentation: '    ' };
  return { statement: importLine(style), entry: `${moduleCall(dbName, style)},` };
}

function metadataOf(
  ts: TypeScript,
  source: typescript.SourceFile,
  name: string,
): typescript.ObjectLiteralExpression | undefined {
  const decorator = importedFrom(ts, source, '@nestjs/common').get('Module');
  const found = source.statements.find(
    (statement): statement is typescript.ClassDeclaration =>
      ts.isClassDeclaration(statement) && statement.name?.text === name,
  );
  if (!decorator || !found) return undefined;
  const calls = (ts.getDecorators(found) ?? []).map(({ expression }) => expression).filter(ts.isCallExpression);
  const call = calls.find(({ expression }) => ts.isIdentifier(expression) && expression.text === decorator);
  const [metadata] = call?.arguments ?? [];
  return metadata && ts.isObjectLiteralExpression(metadata) ? metadata : undefined;
}

const keyOf = ({ name }: typescript.ObjectLiteralElementLike): string | undefined =>
  name && 'text' in name ? name.text : undefined;

function namesOf(ts: TypeScript, source: typescript.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: typescript.Node): void => {
    const { name } = node as { name?: typescript.Node };
    if (name && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** After the last import of a package, before those of the application's files. */
function withImport(ts: TypeScript, source: typescript.SourceFile, style: Style): string {
  const { text } = source;
  const statements = importsOf(ts, source);
  const packages = statements.filter(({ moduleSpecifier }) => !moduleSpecifier.getText(source).startsWith('.', 1));
  const last = packages.at(-1) ?? statements.at(-1);
  return inserted(text, endOfLine(text, last?.getEnd() ?? 0), `${style.eol}${importLine(style)}`);
}

function importLine({ quote, semicolon }: Style): string {
  return `import { ${MODULE} } from ${quote}${PACKAGE}${quote}${semicolon}`;
}

/** Without a default secret: an application must not start with a public one. */
function moduleCall(dbName: string, { eol, unit, quote, indentation }: Style & { indentation: string }): string {
  const quoted = (text: string) => `${quote}${text}${quote}`;
  return [
    `${MODULE}.forRoot({`,
    `${unit}database: true,`,
    `${unit}mongo: {`,
    `${unit}${unit}uri: process.env.MONGODB_URI ?? ${quoted('mongodb://127.0.0.1:27017')},`,
    `${unit}${unit}dbName: ${quoted(dbName)},`,
    `${unit}},`,
    `${unit}jwt: { secret: process.env.JWT_SECRET, algorithms: [${quoted('HS256')}] },`,
    '})',
  ].join(`${eol}${indentation}`);
}
