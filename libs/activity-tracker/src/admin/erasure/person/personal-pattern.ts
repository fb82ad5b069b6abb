import { isIP } from 'node:net';
import { escapeForRegExp } from '../../../common/escape-for-regexp.js';

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

/** Replaces a person's texts as whole words, case-insensitively. */
export class PersonalPattern {
  private readonly patterns: { pattern: RegExp; hint: RegExp | undefined }[];

  constructor(texts: Iterable<string>) {
    const byKind = new Map<Kind, Set<string>>();
    for (const text of texts) {
      const kind = kindOf(text);
      const spellings = byKind.get(kind) ?? new Set();
      for (const spelling of spellingsOf(text)) spellings.add(spelling);
      byKind.set(kind, spellings);
    }
    this.patterns = Array.from(byKind, ([{ begins, ends, hint }, spellings]) => {
      // The longest first: the rest of a longer text would still identify the person.
      const words = [...spellings].sort((a, b) => b.length - a.length).map(escapeForRegExp);
      return { pattern: new RegExp(`${begins}(?:${words.join('|')})${ends}`, 'giu'), hint };
    });
  }

  replace(text: string, replacement: string): string {
    let replaced = text;
    for (const { pattern, hint } of this.patterns) {
      if (hint === undefined || hint.test(replaced)) replaced = replaced.replace(pattern, () => replacement);
    }
    return replaced;
  }
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
