/** A document begins with an operation, a fragment or a selection set; JSON that begins with a brace has a quote behind it. */
const BEGINS =
  /^(?:[\s,\uFEFF]|#[^\n\r]*[\n\r])*(?:\{(?:[\s,]|#[^\n\r]*[\n\r])*(?:[_A-Za-z]|\.{3})|(?:query|mutation|subscription|fragment)\b)/;
/** By the first character, where it is ASCII: most texts are told by that. */
const BEGINNINGS = new Uint8Array(128);
for (const character of '\t\n\v\f\r ,#{qmsf') BEGINNINGS[code(character)] = 1;
const [BRACE, BRACKET, PARENTHESIS] = [code('{'), code('['), code('(')];
/** ASCII characters outside of strings, comments and brackets. */
const PLAIN = new Uint8Array(128);
for (const character of '\t\n\r ,!$&.:=@|+-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  PLAIN[code(character)] = 1;
const BYTE_ORDER_MARK = 0xfeff;
const IGNORED = new Set([...'\t\n\r ,'].map(code)).add(BYTE_ORDER_MARK);
const QUOTE = code('"');
const HASH = code('#');
const BACKSLASH = code('\\');
const NUMBER = /-?\d[\w.+-]*/y;
/** A variable and its type before a default value. */
const DEFINITION = /\$([_A-Za-z]\w*)\s*:[\s\w[\]!]*$/;
const LONGEST_DEFINITION = 128;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The places of a GraphQL document where values stand. A server executes nothing that is none, so a caller cannot hide an
 * operation behind a text that only looks like the beginning of a value: in a comment, in a string, or as an alias.
 * @see https://spec.graphql.org/October2021/ §2
 */
export class GraphqlDocument {
  private next = 0;

  private constructor(
    private readonly text: string,
    private readonly units: Uint16Array,
    private readonly opaque: readonly Span[],
  ) {}

  static mayBe(text: string): boolean {
    return BEGINNINGS[text.charCodeAt(0)] !== 0 && BEGINS.test(text);
  }

  /**
   * Undefined if the text is no document: it does not lex, or a bracket does not close.
   *
   * @param units of the text, which must stay as they are while the document is used: to copy them for each literal takes the
   *   square of the length
   */
  static read(text: string, units: Uint16Array): GraphqlDocument | undefined {
    const opaque: Span[] = [];
    const isWhole = lex(text, units, 0, (span) => opaque.push(span)) === text.length;
    return isWhole ? new GraphqlDocument(text, units, opaque) : undefined;
  }

  /** The string or comment around a position, without its quotes. Positions have to rise from call to call. */
  around(position: number): Span | undefined {
    while ((this.opaque[this.next]?.end ?? Infinity) <= position) this.next++;
    const span = this.opaque[this.next];
    if (!span || span.start > position) return undefined;
    const quotes = this.quotesOf(span);
    return { start: span.start + quotes, end: span.end - (this.text[span.start] === '#' ? 0 : quotes) };
  }

  /**
   * The literal behind a colon or an equals sign; a string without its quotes. Undefined for a variable, and for a name: that
   * is an enum's value or the field of an alias, which the schema knows.
   */
  literalAfter(separator: number): Span | undefined {
    let start = separator + 1;
    while (IGNORED.has(this.units[start]!)) start++;
    const first = this.text[start];
    if (first === '{' || first === '[') return { start, end: lex(this.text, this.units, start) ?? this.text.length };
    NUMBER.lastIndex = start;
    if (NUMBER.test(this.text)) return { start, end: NUMBER.lastIndex };
    if (first !== '"') return undefined;
    const string = { start, end: endOfString(this.text, this.units, start) ?? this.text.length };
    const quotes = this.quotesOf(string);
    return { start: string.start + quotes, end: string.end - quotes };
  }

  private quotesOf({ start, end }: Span): number {
    return end - start >= 6 && this.text.startsWith('"""', start) ? 3 : 1;
  }
}

export function variableBefore(text: string, equals: number): string | undefined {
  return DEFINITION.exec(text.slice(Math.max(0, equals - LONGEST_DEFINITION), equals))?.[1];
}

/**
 * @param onOpaque told of each string and comment; without it, only one value in brackets is read
 * @returns where the text ends, or the value; undefined if it is not well-formed
 */
function lex(text: string, units: Uint16Array, from: number, onOpaque?: (span: Span) => void): number | undefined {
  const { length } = text;
  const open: number[] = [];
  for (let at = from; at < length;) {
    const character = units[at]!;
    if (PLAIN[character] === 1 || character === BYTE_ORDER_MARK) {
      at++;
    } else if (character === QUOTE || character === HASH) {
      const end = character === HASH ? endOfLine(units, at, length) : endOfString(text, units, at);
      if (end === undefined) return undefined;
      onOpaque?.({ start: at, end });
      at = end;
    } else {
      const closer = closerOf(character);
      if (closer > 0) open.push(closer);
      else if (open.pop() !== character) return undefined;
      at++;
      if (open.length === 0 && !onOpaque) return at;
    }
  }
  return open.length === 0 ? length : undefined;
}

function closerOf(character: number): number {
  if (character === BRACE || character === BRACKET) return character + 2;
  return character === PARENTHESIS ? PARENTHESIS + 1 : 0;
}

function endOfLine(units: Uint16Array, from: number, to: number): number {
  let end = from;
  while (end < to && units[end] !== 10 && units[end] !== 13) end++;
  return end;
}

function endOfString(text: string, units: Uint16Array, from: number): number | undefined {
  if (text.startsWith('"""', from)) {
    let end = text.indexOf('"""', from + 3);
    while (end >= 0 && units[end - 1] === BACKSLASH) end = text.indexOf('"""', end + 3);
    return end < 0 ? undefined : end + 3;
  }
  for (let at = from + 1; at < text.length; at++) {
    const character = units[at]!;
    if (character === QUOTE) return at + 1;
    if (character === BACKSLASH) at++;
    else if (character === 10 || character === 13) return undefined;
  }
  return undefined;
}

function code(character: string): number {
  return character.charCodeAt(0);
}
