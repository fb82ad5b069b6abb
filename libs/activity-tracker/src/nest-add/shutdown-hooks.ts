import type typescript from 'typescript';
import { type Edit, endOfLine, indentationAt, inserted, styleOf } from './edit.js';
import type { TypeScript } from './host-typescript.js';
import { importedFrom } from './imports.js';

interface Creation {
  statement: typescript.Statement;
  variable: string;
  root: string;
}

/** Calls `enableShutdownHooks()` after the statement that creates the application. */
export function withShutdownHooks(ts: TypeScript, source: typescript.SourceFile): Edit {
  const creation = creationIn(ts, source);
  if (!creation) return { kind: 'unknown', reason: NO_CREATION };
  const { text } = source;
  const { statement, variable } = creation;
  const { eol, semicolon } = styleOf(source, [statement]);
  const line = `${eol}${indentationAt(text, statement.getStart(source))}${variable}.enableShutdownHooks()${semicolon}`;
  return { kind: 'changed', text: inserted(text, endOfLine(text, statement.getEnd()), line) };
}

/** Completes "src/main.ts …". */
export const NO_CREATION = 'has no single statement like const app = await NestFactory.create(AppModule)';

export function callsShutdownHooks(ts: TypeScript, source: typescript.SourceFile): boolean {
  return nodesOf(ts, source).some(
    (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'enableShutdownHooks',
  );
}

/** Returns `undefined` unless there is exactly one, of a supported form. */
export function creationIn(ts: TypeScript, source: typescript.SourceFile): Creation | undefined {
  const factory = importedFrom(ts, source, '@nestjs/core').get('NestFactory');
  const calls = nodesOf(ts, source).filter(
    (node): node is typescript.CallExpression =>
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      ts.isIdentifier(node.expression.expression) &&
      node.expression.expression.text === factory,
  );
  const [call] = calls;
  if (factory === undefined || call === undefined || calls.length > 1) return undefined;
  if ((call.expression as typescript.PropertyAccessExpression).name.text !== 'create') return undefined;
  const [root] = call.arguments;
  const target = awaitedInto(ts, call);
  if (!target || !root || !ts.isIdentifier(root)) return undefined;
  return { ...target, root: root.text };
}

/** The variable that receives the awaited value, if a statement can follow. */
function awaitedInto(
  ts: TypeScript,
  call: typescript.Expression,
): Pick<Creation, 'statement' | 'variable'> | undefined {
  let node: typescript.Node = call.parent;
  let isAwaited = false;
  while (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) {
    isAwaited ||= ts.isAwaitExpression(node);
    node = node.parent;
  }
  if (!isAwaited) return undefined;
  let name: typescript.Node | undefined;
  if (ts.isVariableDeclaration(node)) name = node.name;
  else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) name = node.left;
  if (!name || !ts.isIdentifier(name)) return undefined;
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node.parent;
  const isStatement = ts.isVariableStatement(statement) || ts.isExpressionStatement(statement);
  if (!isStatement || !(ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))) return undefined;
  return { statement, variable: name.text };
}

function nodesOf(ts: TypeScript, node: typescript.Node): typescript.Node[] {
  const nodes: typescript.Node[] = [];
  const visit = (each: typescript.Node): void => {
    nodes.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return nodes;
}
