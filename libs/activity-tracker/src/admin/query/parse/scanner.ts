export interface Token {
  readonly text: string;
  /** In quotes, so that no character has a special meaning. */
  readonly quoted: boolean;
  /** A quote that is opened and not closed; the token is the rest of the text. */
  readonly open?: boolean;
  readonly position: number;
  readonly length: number;
}

const SPACE = /\s/u;

export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.position >= this.text.length;
  }

  skipSpace(): void {
    while (!this.done && SPACE.test(this.text[this.position]!)) this.position++;
  }

  take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  takeFieldName(): Token | undefined {
    const rule = /([A-Za-z_][\w.-]*):/y;
    rule.lastIndex = this.position;
    const [whole, name] = rule.exec(this.text) ?? [];
    if (whole === undefined || name === undefined) return undefined;
    const token = { text: name, quoted: false, position: this.position, length: name.length };
    this.position += whole.length;
    return token;
  }

  /** A quoted text, or all characters up to a space, a quote or one of `ends`; empty if there are none. */
  takeValue(ends = ''): Token {
    const position = this.position;
    if (this.text[position] === '"') return this.takeQuoted();
    while (!this.done && !this.atEndOfWord(ends)) this.position++;
    return {
      text: this.text.slice(position, this.position),
      quoted: false,
      position,
      length: this.position - position,
    };
  }

  /** What a user wrote up to a space or one of `ends`, quotes included. */
  takeWritten(ends = ''): string {
    const position = this.position;
    while (!this.done && (this.text[this.position] === '"' || !this.atEndOfWord(ends))) this.takeValue(ends);
    return this.text.slice(position, this.position);
  }

  private atEndOfWord(ends: string): boolean {
    const next = this.text[this.position]!;
    return next === '"' || ends.includes(next) || SPACE.test(next);
  }

  private takeQuoted(): Token {
    const position = this.position;
    let text = '';
    for (let at = position + 1; at < this.text.length; at++) {
      const character = this.text[at]!;
      if (character === '"') {
        this.position = at + 1;
        return { text, quoted: true, position, length: this.position - position };
      }
      text += character === '\\' && at + 1 < this.text.length ? this.text[++at]! : character;
    }
    this.position = this.text.length;
    return { text, quoted: true, open: true, position, length: this.position - position };
  }
}
