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
  look: 110,
  /** Masking a string, until it reads the same. */
  pass: 250,
  lookCharacter: 3,
  /** Each masker that runs over a text, for each character. */
  scanCharacter: 2,
  /** An expression that ignores case, or has many alternatives. */
  expressionCharacter: 8,
  /** A separator, and each character of the name in front of it. */
  separator: 30,
  nameCharacter: 4,
  /** Each that is not ASCII. */
  foreignCharacter: 45,
  keyCharacter: 15,
  /** JSON that is masked as text. */
  jsonCharacter: 4,
  /** An object or a list in it. */
  level: 30,
  /** A place that a masker looks at closer. */
  candidate: 350,
  /** A parse, a decode: for itself, and for each character. */
  parse: 500,
  parseCharacter: 12,
  /** Reading the escapes of a string. */
  escaped: 200,
  escapedCharacter: 2,
  /** A text with U+FFFD in it is written once more. */
  rewritten: 600,
  /** The engine gives up in the midst of a text. */
  givenUp: 30_000,
  decode: 300,
  decodeCharacter: 8,
  /** A key that was not decided before. */
  decision: 900,
  decisionCharacter: 14,
  /** Dividing a key into words. */
  words: 500,
  wordCharacter: 200,
  /** Folding a key that is not ASCII. */
  foreignKey: 5_000,
  /** A parameter of a query, a field. */
  parameter: 500,
  /** One that is seen to be harmless where it stands. */
  plainParameter: 100,
  /** A URL: divided into its parts, and put together again. */
  url: 700,
  /** A value that comes out of JSON inside a string. */
  node: 120,
  /** A short look for a remembered value; a longer text for all of them at once. */
  run: 35,
  runCharacter: 2,
  /** The spellings of a remembered value. */
  spellings: 1_500,
  spellingCharacter: 40,
  /** Replacing a text by another. */
  replacement: 150,
} as const;

/** Units that each part of an exchange may use, however short it is: enough for every ordinary one. */
const BASE = 200_000;
const FOR_CHARACTER = 4.5;
/**
 * `JSON.parse` takes time for each value too, for its key, and where it is a text: about an eighth of this.
 * `worthSeen` in `libs/json-mask/assembly/mask.ts` counts the same.
 */
export const WORTH = { value: 125, key: 60, text: 150 } as const;
/** One that is copied, such as a field of a form, costs more to read. */
const FOR_TEXT = 100;
/** A key that was not seen before costs `JSON.parse` time too: it makes a string of its own of it. */
const FOR_NEW_KEY = 1_000;
/** The share of its grant that a part gets at least when it is gone through again, by its value. */
const SHARE_OF_SECOND = 1 / 8;
/** For the search for echoes, which most parts need not. */
const BASE_OF_ECHOES = 100_000;
const ECHO_CHARACTER = 4;
const ECHO_TEXT = 400;
/** Stopping in the midst of a text. */
const STOP = 1_000;
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
  private worth = 0;
  private counted = 0;

  /** A part begins. @param length UTF-16 units */
  grant(length: number): void {
    this.limit = this.spent;
    this.part = 0;
    this.worth = 0;
    this.earn(BASE + length * FOR_CHARACTER);
    this.begin();
  }

  /** The search of a part for echoes begins. */
  grantEchoes(): void {
    this.limit = this.spent;
    this.part = 0;
    this.earn(BASE_OF_ECHOES);
    this.begin();
  }

  /** A text that is searched for echoes. */
  earnEcho(length: number): void {
    this.earn(ECHO_TEXT + length * ECHO_CHARACTER);
  }

  /** The same part is gone through once more, with what is left of its grant. */
  grantAgain(): void {
    const least = this.spent + this.part * SHARE_OF_SECOND;
    if (least > this.limit) this.earn(least - this.limit);
    this.begin();
  }

  private begin(): void {
    this.counted = 0;
    this.wanted = 0;
    this.marked = 0;
  }

  private earn(units: number): void {
    this.limit += units;
    this.part += units;
    this.granted += units;
  }

  /** So much of the part was read so far, by {@link WORTH}. */
  read(worth: number): void {
    if (worth <= this.worth) return;
    this.earn(worth - this.worth);
    this.worth = worth;
  }

  /** Counts characters read. Those of the first read are not counted again. */
  count(worth: number): void {
    this.counted += worth;
    this.read(this.counted);
  }

  /** A text of a part whose length was not known when it began. */
  earnText(length: number): void {
    this.earn(FOR_TEXT + length * FOR_CHARACTER);
  }

  spend(units: number): void {
    const after = this.spent + units;
    if (after > this.limit) {
      this.wanted = after;
      this.spent += STOP;
      throw WorkSpent.instance;
    }
    this.spent = after;
  }

  /** Work that is bounded by its kind: counted, and granted as it is done. */
  allow(units: number): void {
    this.earn(units);
    this.spent += units;
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
