/** Counts work as it is done. @throws {@link WorkSpent} when the budget is used up: then the text is marked instead */
export interface Meter {
  spend(units: number): void;
}

/** For work that is bounded elsewhere. */
export const UNMETERED: Meter = { spend: () => undefined };

/** Thrown where work would go on beyond the budget. One for all: making an error costs more than the work it stops. */
export class WorkSpent extends Error {
  static readonly instance = new WorkSpent('The work budget of this exchange is used up');
}

/**
 * Prices in units of about a nanosecond, measured with `npm run bench -- hostile`. What fails costs as much as what succeeds, or more.
 */
export const PRICE = {
  /** A look at a string. */
  look: 90,
  lookCharacter: 1.5,
  /** Each masker that runs over a text, for each character. */
  scanCharacter: 2,
  /** An expression that ignores case, or has many alternatives. */
  expressionCharacter: 8,
  /** Of a name in front of a separator. */
  keyCharacter: 15,
  /** JSON that is masked as text. */
  jsonCharacter: 4,
  /** A place that a masker looks at closer. */
  candidate: 180,
  /** A parse, a decode: for itself, for each character, and when it throws. */
  parse: 500,
  parseCharacter: 12,
  failure: 4_000,
  decode: 180,
  decodeCharacter: 8,
  /** A key that was not decided before. */
  decision: 900,
  decisionCharacter: 15,
  /** Dividing a key into words. */
  words: 500,
  wordCharacter: 150,
  /** A parameter of a query, a field. */
  parameter: 200,
  /** A value that comes out of JSON inside a string. */
  node: 120,
  /** Replacing a text by another. */
  replacement: 150,
} as const;

/** Units that each part of an exchange may use, however short it is: enough for every ordinary one. */
const BASE = 250_000;
const FOR_CHARACTER = 9;
/** A value costs `JSON.parse` time too. */
const FOR_NODE = 240;
/** A key that was not seen before costs `JSON.parse` time too: it makes a string of its own of it. */
const FOR_NEW_KEY = 900;
/** The share of its grant that a part gets at least when it is gone through again, by its value. */
const SHARE_OF_SECOND = 1 / 6;
/** Texts marked one by one; then the rest of the list or object is left out. */
const MOST_MARKED = 500;

/**
 * How much work the masking of one exchange may take: linear in its size. Each part has a grant of its own, so that a request
 * cannot use up what its answer needs.
 */
export class WorkBudget implements Meter {
  /** Units used by the whole exchange. */
  spent = 0;
  /** Units granted to the whole exchange. */
  granted = 0;
  /** For keys of objects. */
  readonly ofKeys: Meter = { spend: (units) => this.spend(Math.max(0, units - FOR_NEW_KEY)) };
  private limit = 0;
  /** What was wanted, and is beyond the limit. */
  private wanted = 0;
  private part = 0;
  private marked = 0;
  private nodes = 0;

  /** A part begins. @param length UTF-16 units */
  grant(length: number): void {
    this.limit = this.spent;
    this.part = 0;
    this.nodes = 0;
    this.earn(BASE + length * FOR_CHARACTER);
    this.begin();
  }

  /** The same part is gone through once more, with what is left of its grant. */
  grantAgain(): void {
    const least = this.spent + this.part * SHARE_OF_SECOND;
    if (least > this.limit) this.earn(least - this.limit);
    this.begin();
  }

  private begin(): void {
    this.wanted = 0;
    this.marked = 0;
  }

  private earn(units: number): void {
    this.limit += units;
    this.part += units;
    this.granted += units;
  }

  /** So many values of the part were read so far. */
  read(nodes: number): void {
    if (nodes <= this.nodes) return;
    this.earn((nodes - this.nodes) * FOR_NODE);
    this.nodes = nodes;
  }

  /** A text of a part whose length was not known when it began. */
  earnText(length: number): void {
    this.earn(FOR_NODE + length * FOR_CHARACTER);
  }

  spend(units: number): void {
    const after = this.spent + units;
    if (after > this.limit) {
      this.wanted = after;
      throw WorkSpent.instance;
    }
    this.spent = after;
  }

  /** {@link spend} for what has to be done anyway. */
  note(units: number): void {
    this.spent += units;
  }

  get isSpent(): boolean {
    return this.spent > this.limit || this.wanted > this.limit;
  }

  /** A text was marked. */
  mark(): void {
    this.marked++;
  }

  get isExhausted(): boolean {
    return this.marked > MOST_MARKED;
  }

  clear(): void {
    this.spent = 0;
    this.granted = 0;
    this.limit = 0;
  }
}
