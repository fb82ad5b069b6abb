import { PRICE } from './prices.js';

/** Counts work as it is done. @throws {@link WorkSpent} when the budget is used up: then the text is marked instead */
export interface Meter {
  spend(units: number): void;
}

export const UNMETERED: Meter = { spend: () => undefined };

/** Thrown where work would go on beyond the budget. One for all: making an error costs more than the work it stops. */
export class WorkSpent extends Error {
  static readonly instance = new WorkSpent('The work budget of this exchange is used up');
}

/** Units that a request may use, however short it is, and its response: enough for every ordinary one. */
const BASE = 380_000;
const BASE_OF_RESPONSE = 200_000;
/** Units that each part gets at least, whatever the parts before it have used. */
const LEAST_OF_PART = 20_000;
const LEAST_OF_ECHOES = 10_000;
const FOR_CHARACTER = 3;
/** `JSON.parse` takes longer for each character of a text with escapes. */
const FOR_ESCAPED = 2.5;
/** One that is copied, such as a field of a form, costs more to read. */
const FOR_TEXT = 100;
const FOR_PART = 700;
/** A new key costs `JSON.parse` time too: it makes a separate string of it. */
const FOR_NEW_KEY = 1_000;
/** What a part is worth is granted in two parts: the second when it is gone through again, for its value or for echoes. */
const SHARE_OF_FIRST = 3 / 4;
/** Parsing a text and walking over its value, or reading it back from BSON: a share of its worth, and each character. */
const SHARE_OF_READING = 3 / 8;
const READ_CHARACTER = 1;
const STOP = 1_000;
const MOST_MARKED = 500;

/**
 * How much work the masking of one exchange may take: linear in its size. All parts, and the search for echoes, share one
 * budget; each part adds to it by its length. The response adds a base, so that a request cannot use up the work that its
 * response needs.
 */
export class WorkBudget implements Meter {
  spent = 0;
  granted = 0;
  readonly ofKeys: Meter = { spend: (units) => this.spend(Math.max(0, units - FOR_NEW_KEY)) };
  private limit = 0;
  private wanted = 0;
  private part = 0;
  private marked = 0;
  private worth = 0;
  private counted = 0;
  private hasBegun = false;
  private isSecondTime = false;
  /** Something of the part was not done, for want of work. */
  isShort = false;

  /** A part begins. @param length UTF-16 units */
  grant(length: number): void {
    if (!this.hasBegun) this.earn(BASE);
    this.hasBegun = true;
    this.part = 0;
    this.worth = 0;
    this.isSecondTime = false;
    this.isShort = false;
    this.assure(LEAST_OF_PART);
    this.earn(length * FOR_CHARACTER);
    this.begin();
  }

  grantResponse(): void {
    this.earn(BASE_OF_RESPONSE);
    this.assure(BASE_OF_RESPONSE / 2);
  }

  /** @param worth of a part in BSON, which is gone through again */
  grantEchoes(worth = 0): void {
    this.part = 0;
    this.earnSecond(worth);
    this.assure(LEAST_OF_ECHOES);
    this.begin();
  }

  /** Texts of the request are read for words: no work of the response. */
  grantReading(units: number): void {
    this.earn(units);
    this.note(units);
  }

  /** The same part is parsed and gone through once more, with what is left of its grant. @param length UTF-16 units */
  grantAgain(length: number): void {
    this.isSecondTime = true;
    this.isShort = false;
    this.earnSecond(this.worth);
    this.note(length * READ_CHARACTER);
    this.assure(LEAST_OF_PART);
    this.begin();
  }

  /** What the part that was read last is worth by {@link WORTH}. */
  get worthOfPart(): number {
    return this.worth;
  }

  /** A part is to be read back from BSON. False if too little work is left: then the part is marked. @param bytes of BSON */
  spendReading(worth: number, bytes: number): boolean {
    const units = worth * SHARE_OF_READING + bytes * READ_CHARACTER;
    const isAffordable = this.spent + units <= this.limit;
    if (isAffordable) this.spent += units;
    else this.mark();
    return isAffordable;
  }

  private earnSecond(worth: number): void {
    this.earn(worth * (1 - SHARE_OF_FIRST));
  }

  private assure(units: number): void {
    const least = this.spent + units;
    if (least > this.limit) this.earn(least - this.limit);
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
    this.earn((worth - this.worth) * SHARE_OF_FIRST);
    this.worth = worth;
  }

  /** Counts characters read. Those of the first read are not counted again. */
  count(worth: number): void {
    if (this.isSecondTime) this.note(worth * SHARE_OF_READING);
    this.counted += worth;
    this.read(this.counted);
  }

  /** A text with escapes. @param length of it as it is written */
  earnEscaped(length: number): void {
    this.earn(length * FOR_ESCAPED);
  }

  earnText(length: number): void {
    this.earn(FOR_TEXT + length * FOR_CHARACTER);
  }

  notePartsRead(count: number): void {
    this.earn(count * FOR_PART);
    this.note(count * PRICE.part);
  }

  spend(units: number): void {
    const after = this.spent + units;
    if (after > this.limit) {
      this.wanted = after;
      this.isShort = true;
      this.spent += STOP;
      throw WorkSpent.instance;
    }
    this.spent = after;
  }

  note(units: number): void {
    this.spent += units;
  }

  get isSpent(): boolean {
    return this.spent > this.limit || this.wanted > this.limit;
  }

  mark(): void {
    this.isShort = true;
    this.marked++;
  }

  get isExhausted(): boolean {
    return this.marked > MOST_MARKED;
  }

  clear(): void {
    this.spent = 0;
    this.granted = 0;
    this.limit = 0;
    this.hasBegun = false;
  }
}
