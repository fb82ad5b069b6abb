import type { Echo } from './echo-places.js';

/** Fewer spellings are found sooner one by one than all at once. */
const FEW = 16;
/** In a text that shows more, each spelling is looked for. */
const MOST_MATCHES = 500;
const SYNTAX = /[\\^$.*+?()[\]{}|/-]/g;

/** Finds the spellings that a text shows in one pass: to look for each in each text costs their number times that of the texts. */
export class EchoIndex {
  private readonly all: readonly Echo[];
  private readonly byForm = new Map<string, Echo[]>();
  private readonly begunAlike = new Map<string, readonly string[]>();
  private expression: RegExp | undefined;

  constructor(echoes: readonly Echo[]) {
    this.all = longestFirst([...echoes]);
    for (const echo of this.all) {
      const others = this.byForm.get(echo.form);
      if (others) others.push(echo);
      else this.byForm.set(echo.form, [echo]);
    }
  }

  /** At least those that the text shows. Longest first, so that no value is broken by a shorter one inside it. */
  in(text: string): readonly Echo[] {
    if (this.all.length <= FEW) return this.all;
    const expression = (this.expression ??= anyOf(this.byForm.keys()));
    const shown = new Set<string>();
    let left = MOST_MATCHES;
    expression.lastIndex = 0;
    for (let match = expression.exec(text); match; match = expression.exec(text)) {
      if (--left < 0) return this.all;
      shown.add(match[0]);
      // Spellings may overlap.
      expression.lastIndex = match.index + 1;
    }
    if (shown.size === 0) return [];
    const forms = new Set([...shown].flatMap((form) => this.formsBegunAlike(form)));
    return longestFirst([...forms].flatMap((form) => this.byForm.get(form)!));
  }

  /** Where a spelling stands, so do those that it begins with. */
  private formsBegunAlike(form: string): readonly string[] {
    let forms = this.begunAlike.get(form);
    if (!forms) this.begunAlike.set(form, (forms = [...this.byForm.keys()].filter((other) => form.startsWith(other))));
    return forms;
  }
}

const longestFirst = (echoes: Echo[]): Echo[] => echoes.sort((a, b) => b.form.length - a.form.length);

/** @param forms longest first */
const anyOf = (forms: Iterable<string>): RegExp =>
  new RegExp([...forms].map((form) => form.replace(SYNTAX, String.raw`\$&`)).join('|'), 'g');
