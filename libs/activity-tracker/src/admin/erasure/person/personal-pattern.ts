import { isIP } from 'node:net';
import { escapeForRegExp } from '../../../common/escape-for-regexp.js';
import { ManyWords, SHORTEST_WORD } from './many-words.js';

/** Word boundary: no letter or digit, except the end of a JSON or URL escape. */
const BEGINS = String.raw`(?:(?<![\p{L}\p{N}])|(?<=%[0-9a-f]{2})|(?<=\\[nrtbf])|(?<=\\u[0-9a-f]{4}))`;
const ENDS = String.raw`(?![\p{L}\p{N}])`;

interface Kind {
  begins: string;
  ends: string;
  /** Cheap test that a text must pass before the pattern is tried. */
  hint: RegExp | undefined;
}

/** `jo.ann@example.org` and `ann@example.org.uk` are other people. */
const EMAIL: Kind = {
  begins: `${BEGINS}(?<![.+_-])`,
  ends: String.raw`(?![\p{L}\p{N}_-])(?!\.[\p{L}\p{N}])`,
  hint: /@|%40/,
};
/** `10.0.0.1` is neither in `110.0.0.1` nor in `10.0.0.1.2`. */
const IPV4: Kind = { begins: String.raw`${BEGINS}(?<!\d\.)`, ends: String.raw`${ENDS}(?!\.\d)`, hint: /\d\.\d/ };
const IPV6: Kind = {
  begins: String.raw`${BEGINS}(?<![0-9a-f]:)`,
  ends: String.raw`${ENDS}(?!:[0-9a-f])`,
  hint: /:|%3a/i,
};
const OTHER: Kind = { begins: BEGINS, ends: ENDS, hint: undefined };

/** Above this, the words are found by their hashes, not by one expression of them all. */
const MANY = 64;

interface Finder {
  readonly hint: RegExp | undefined;
  replace(text: string, replacement: string): string;
}

/** Replaces a person's texts as whole words, case-insensitively. */
export class PersonalPattern {
  private readonly finders: Finder[];

  constructor(texts: Iterable<string>) {
    const byKind = new Map<Kind, Set<string>>();
    for (const text of texts) {
      const kind = kindOf(text);
      const spellings = byKind.get(kind) ?? new Set();
      for (const spelling of spellingsOf(text)) spellings.add(spelling);
      byKind.set(kind, spellings);
    }
    this.finders = Array.from(byKind, ([kind, spellings]) => findersOf(kind, [...spellings])).flat();
  }

  replace(text: string, replacement: string): string {
    let replaced = text;
    for (const finder of this.finders) {
      if (finder.hint === undefined || finder.hint.test(replaced)) replaced = finder.replace(replaced, replacement);
    }
    return replaced;
  }
}

function findersOf(kind: Kind, spellings: readonly string[]): Finder[] {
  if (spellings.length <= MANY) return [fewWords(kind, spellings)];
  const short = spellings.filter(({ length }) => length < SHORTEST_WORD);
  const long = spellings.filter(({ length }) => length >= SHORTEST_WORD);
  return [...(long.length > 0 ? [manyWords(kind, long)] : []), ...(short.length > 0 ? [fewWords(kind, short)] : [])];
}

function fewWords({ begins, ends, hint }: Kind, spellings: readonly string[]): Finder {
  // The longest first: the rest of a longer text would still identify the person.
  const words = [...spellings].sort((a, b) => b.length - a.length).map(escapeForRegExp);
  const pattern = new RegExp(`${begins}(?:${words.join('|')})${ends}`, 'giu');
  return { hint, replace: (text, replacement) => text.replace(pattern, () => replacement) };
}

function manyWords({ begins, ends, hint }: Kind, spellings: readonly string[]): Finder {
  const words = new ManyWords(spellings);
  const [beginning, end] = [new RegExp(begins, 'iuy'), new RegExp(ends, 'iuy')];
  return {
    hint,
    replace: (text, replacement) =>
      words.replace(text, replacement, (from, to) => isAt(beginning, text, from) && isAt(end, text, to)),
  };
}

function isAt(sticky: RegExp, text: string, index: number): boolean {
  sticky.lastIndex = index;
  return sticky.test(text);
}

function kindOf(text: string): Kind {
  if (text.includes('@')) return EMAIL;
  return { 0: OTHER, 4: IPV4, 6: IPV6 }[isIP(text) as 0 | 4 | 6];
}

/** Plain, and as escaped in a URL, a form and JSON text. */
function spellingsOf(text: string): string[] {
  const inUrl = encodeURIComponent(text);
  return [text, inUrl, inUrl.replaceAll('%20', '+'), encodeURI(text), JSON.stringify(text).slice(1, -1)];
}
