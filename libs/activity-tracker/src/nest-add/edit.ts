import type typescript from 'typescript';

export type Edit =
  | { kind: 'changed'; text: string }
  /** The file's form is not supported; `reason` completes "src/main.ts …". */
  | { kind: 'unknown'; reason: string };

/** Formatting of a file, which added lines follow. */
export interface Style {
  eol: string;
  unit: string;
  quote: string;
  semicolon: string;
}

export function styleOf(source: typescript.SourceFile, statements: readonly typescript.Statement[]): Style {
  const text = source.text;
  const sample = statements[0]?.getText(source) ?? ';';
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    unit: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
    quote: sample.includes('"') ? '"' : "'",
    semicolon: sample.endsWith(';') ? ';' : '',
  };
}

export function inserted(text: string, at: number, addition: string): string {
  return text.slice(0, at) + addition + text.slice(at);
}

export function indentationAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** End of a statement, after a comment on its line. */
export function endOfLine(text: string, end: number): number {
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)(?=\r?\n|$)/.exec(text.slice(end));
  return end + (rest?.[0].length ?? 0);
}

/** @param item returns its lines for the indentation of the first one */
export function withLastItem(
  source: typescript.SourceFile,
  list: typescript.ArrayLiteralExpression | typescript.ObjectLiteralExpression,
  { eol, unit }: Style,
  item: (indentation: string) => string,
): string {
  const { text } = source;
  const items: typescript.NodeArray<typescript.Node> = 'elements' in list ? list.elements : list.properties;
  const open = list.getStart(source);
  const close = list.getEnd() - 1;
  const outer = indentationAt(text, open);
  const inner = outer + unit;
  const isOnOneLine = !text.slice(open, close).includes('\n');
  const last = items.at(-1);
  if (isOnOneLine && hasOnlyItems(text.slice(open + 1, close), source, items)) {
    const lines = [...items.map((each) => each.getText(source)), item(inner)];
    const block = lines.map((line) => `${inner}${line},${eol}`).join('');
    return `${text.slice(0, open + 1)}${eol}${block}${outer}${text.slice(close)}`;
  }
  const before = text.slice(0, close).trimEnd();
  const rest = text.slice(before.length);
  if (last === undefined) return `${before}${eol}${inner}${item(inner)},${rest}`;
  const indentation = isOnOneLine ? inner : indentationAt(text, last.getStart(source));
  const added = `${eol}${indentation}${item(indentation)}`;
  if (items.hasTrailingComma) return `${before}${added},${rest}`;
  return `${before.slice(0, last.getEnd())},${before.slice(last.getEnd())}${added}${rest}`;
}

function hasOnlyItems(content: string, source: typescript.SourceFile, items: readonly typescript.Node[]): boolean {
  const texts = items.map((each) => each.getText(source)).join('');
  const bare = (text: string) => text.replaceAll(/[\s,]/g, '');
  return bare(content) === bare(texts);
}
