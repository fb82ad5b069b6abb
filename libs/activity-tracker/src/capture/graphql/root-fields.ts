export type OperationType = 'query' | 'mutation' | 'subscription';

export interface RootFields {
  readonly name: string | null;
  readonly type: OperationType;
  readonly fields: readonly string[];
}

type Selection = { readonly field: string } | { readonly fragment: string };

interface Operation {
  readonly name: string | null;
  readonly type: OperationType;
  readonly selections: readonly Selection[];
}

/** After white space, commas and comments: a block string, a string, a name or number, `...`, or one character. */
const TOKEN =
  /(?:[\s,\uFEFF]|#[^\n\r]*)*("""(?:[^"\\]|\\[^]|"(?!""))*"""|"(?:[^"\\\n\r]|\\.)*"|[_A-Za-z0-9]+|\.\.\.|[^])/y;
const NAME = /^[_A-Za-z]/;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const MOST_FIELDS = 100;

/** The operation that a server would execute; undefined if the document is malformed or the choice is ambiguous. */
export function rootFieldsOf(document: string, operationName?: string): RootFields | undefined {
  const reader = new DocumentReader(document);
  if (!reader.read()) return undefined;
  const { operations, fragments } = reader;
  const named = operationName === undefined ? operations : operations.filter(({ name }) => name === operationName);
  const [operation] = named;
  if (!operation || named.length > 1) return undefined;
  const fields = new Set<string>();
  const isKnown = addFields(operation.selections, fragments, fields, new Set());
  return isKnown && fields.size > 0 ? { name: operation.name, type: operation.type, fields: [...fields] } : undefined;
}

function addFields(
  selections: readonly Selection[],
  fragments: ReadonlyMap<string, readonly Selection[]>,
  fields: Set<string>,
  seen: Set<string>,
): boolean {
  return selections.every((selection) => {
    if ('field' in selection) {
      if (fields.size < MOST_FIELDS) fields.add(selection.field);
      return true;
    }
    if (seen.has(selection.fragment)) return true;
    seen.add(selection.fragment);
    const inner = fragments.get(selection.fragment);
    return inner !== undefined && addFields(inner, fragments, fields, seen);
  });
}

class DocumentReader {
  readonly operations: Operation[] = [];
  readonly fragments = new Map<string, readonly Selection[]>();
  private token: string | undefined;
  private position = 0;

  constructor(private readonly text: string) {
    this.advance();
  }

  read(): boolean {
    while (this.token !== undefined) if (!this.definition()) return false;
    return true;
  }

  private definition(): boolean {
    if (this.token === '{') return this.operation(null, 'query');
    const keyword = this.advance();
    if (keyword === 'fragment') {
      const name = this.advance();
      if (!isName(name) || this.advance() !== 'on' || !isName(this.advance()) || !this.directives()) return false;
      const selections = this.selections();
      return selections !== undefined && this.fragments.set(name, selections) !== undefined;
    }
    if (keyword !== 'query' && keyword !== 'mutation' && keyword !== 'subscription') return false;
    const name = isName(this.token) ? this.advance()! : null;
    if (this.token === '(' && !this.skipGroup()) return false;
    return this.directives() && this.operation(name, keyword);
  }

  private operation(name: string | null, type: OperationType): boolean {
    const selections = this.selections();
    if (selections) this.operations.push({ name, type, selections });
    return selections !== undefined;
  }

  private selections(): Selection[] | undefined {
    if (this.advance() !== '{') return undefined;
    const found: Selection[] = [];
    while (this.token !== '}') {
      const isRead = this.token === '...' ? this.fragment(found) : this.field(found);
      if (!isRead) return undefined;
    }
    this.advance();
    return found;
  }

  private fragment(found: Selection[]): boolean {
    this.advance();
    if (isName(this.token) && this.token !== 'on') {
      found.push({ fragment: this.advance()! });
      return this.directives();
    }
    if (this.token === 'on') {
      this.advance();
      if (!isName(this.advance())) return false;
    }
    if (!this.directives()) return false;
    const inner = this.selections();
    for (const selection of inner ?? []) found.push(selection);
    return inner !== undefined;
  }

  private field(found: Selection[]): boolean {
    let name = this.advance();
    if (!isName(name)) return false;
    if (this.token === ':') {
      this.advance();
      name = this.advance();
      if (!isName(name)) return false;
    }
    found.push({ field: name });
    if (this.token === '(' && !this.skipGroup()) return false;
    if (!this.directives()) return false;
    return this.token !== '{' || this.skipGroup();
  }

  private directives(): boolean {
    while (this.isAt('@')) {
      this.advance();
      if (!isName(this.advance())) return false;
      if (this.isAt('(') && !this.skipGroup()) return false;
    }
    return true;
  }

  private isAt(token: string): boolean {
    return this.token === token;
  }

  private skipGroup(): boolean {
    const open: string[] = [];
    do {
      const token = this.advance();
      if (token === undefined || token === '"') return false;
      const closer = CLOSERS[token];
      if (closer !== undefined) open.push(closer);
      else if ((token === ')' || token === ']' || token === '}') && open.pop() !== token) return false;
    } while (open.length > 0);
    return true;
  }

  private advance(): string | undefined {
    const { token } = this;
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.text);
    this.token = match?.[1];
    this.position = match ? TOKEN.lastIndex : this.text.length;
    return token;
  }
}

function isName(token: string | undefined): token is string {
  return token !== undefined && NAME.test(token);
}
