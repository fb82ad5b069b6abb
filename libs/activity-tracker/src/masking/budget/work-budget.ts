import * as grants from './grants.js';
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

/**
 * The ledger of one exchange: what it is granted is linear in its size and granted once, and each unit of work is drawn from it,
 * also that of work that fails. No part is granted more because those before it used up theirs: a share is set aside for each,
 * and for the response. The work drawn never exceeds the grant.
 */
export class WorkBudget implements Meter {
  spent = 0;
  granted = 0;
  readonly ofKeys: Meter = { spend: (units) => this.spend(Math.max(0, units - grants.FOR_NEW_KEY)) };
  /** What may be drawn now: all that was granted, but for what is held back or set aside. */
  private limit = 0;
  private heldBack = 0;
  private forWords = 0;
  private setAside = 0;
  private ofResponse = 0;
  private wanted = 0;
  private marked = 0;
  private worth = 0;
  private counted = 0;
  private shareOfPass = grants.SHARE_OF_PASS;
  private isSecondTime = false;
  /** Something of the part was not done, for want of work. */
  isShort = false;

  /** A part begins. @param length UTF-16 units */
  grant(length: number): void {
    this.open();
    this.worth = 0;
    this.shareOfPass = grants.SHARE_OF_PASS;
    this.isSecondTime = false;
    this.isShort = false;
    this.earn(length * (grants.FOR_CHARACTER - grants.WORD_CHARACTER));
    this.holdForWords(length * grants.WORD_CHARACTER);
    this.note(length * grants.PASS_CHARACTER);
    this.begin(grants.LEAST_OF_PART);
  }

  private open(): void {
    if (this.granted > 0) return;
    this.earn(grants.BASE);
    this.setAside = grants.SET_ASIDE;
    this.ofResponse = grants.BASE_OF_RESPONSE;
    this.granted += grants.SET_ASIDE + grants.BASE_OF_RESPONSE + grants.MOST_OVERDRAWN + grants.LAST_STEP;
  }

  grantResponse(): void {
    this.open();
    this.limit += this.ofResponse;
    this.ofResponse = 0;
  }

  /** @param worth of a part that is gone through again @param hasUnread words are read of texts that were not looked through */
  grantEchoes(worth: number, hasUnread: boolean): void {
    this.open();
    if (!hasUnread) this.releaseWords(this.forWords);
    this.release(worth);
    this.begin(grants.LEAST_OF_ECHOES);
  }

  /**
   * The rest of a request, of which only the beginning is kept, is read for words.
   * @param units that were drawn for it @param length UTF-16 units of its texts
   */
  grantRest(units: number, length: number): void {
    this.earn(units);
    this.holdForWords(length * grants.WORD_CHARACTER);
  }

  private holdForWords(units: number): void {
    this.granted += units;
    this.forWords += units;
  }

  /** Charges for reading the words of unmasked texts, from the units reserved for it. @param length UTF-16 units */
  noteWords(length: number): void {
    const units = length * grants.WORD_CHARACTER;
    this.releaseWords(Math.min(this.forWords, units));
    this.note(units);
  }

  private releaseWords(units: number): void {
    this.forWords -= units;
    this.limit += units;
  }

  /** The same part is gone through once more, with what is left of its grant. @param length UTF-16 units */
  grantAgain(length: number): void {
    this.isSecondTime = this.worth > 0;
    this.isShort = false;
    this.release(this.worth);
    this.note(length * grants.READ_CHARACTER);
    this.begin(grants.LEAST_OF_PART);
  }

  /** The part is parsed before the pass. */
  notePartParsed(): void {
    this.shareOfPass = grants.SHARE_OF_PASS + grants.SHARE_OF_READING;
  }

  /** What the part that was read last is worth by {@link WORTH}. */
  get worthOfPart(): number {
    return this.worth;
  }

  /** A part is to be read back from BSON. False if too little work is left: then the part is marked. @param bytes of BSON */
  spendReading(worth: number, bytes: number): boolean {
    const units = worth * grants.SHARE_OF_READING + bytes * grants.READ_CHARACTER;
    const isAffordable = this.canSearch(worth, units);
    if (isAffordable) this.spent += units;
    return isAffordable;
  }

  /** A part in BSON is to be searched where it stands. False if too little work is left. @param places that may hold an echo */
  spendSearch(worth: number, places: number): boolean {
    const units = worth * grants.SHARE_OF_SECOND + places * PRICE.bsonPlace;
    const isAffordable = this.spent + units <= this.limit;
    if (isAffordable) this.spent += units;
    return isAffordable;
  }

  /** Whether a value may be searched for echoes: once begun, the search goes through all of it. @param before units drawn before it */
  canSearch(worth: number, before = 0): boolean {
    const isAffordable = this.affords(before + worth * grants.SHARE_OF_SEARCH);
    if (!isAffordable) this.mark();
    return isAffordable;
  }

  private release(worth: number): void {
    const units = Math.min(this.heldBack, worth * grants.SHARE_OF_SECOND);
    this.heldBack -= units;
    this.limit += units;
  }

  private begin(least: number): void {
    const lacking = Math.max(0, Math.min(this.setAside, this.spent + least - this.limit));
    this.setAside -= lacking;
    this.limit += lacking;
    this.counted = 0;
    this.wanted = 0;
    this.marked = 0;
  }

  private earn(units: number): void {
    this.limit += units;
    this.granted += units;
  }

  /** So much of the part was read so far, by {@link WORTH}. */
  read(worth: number): void {
    const more = worth - this.worth;
    if (more <= 0) return;
    this.earn(more * (1 - grants.SHARE_OF_SECOND));
    this.granted += more * grants.SHARE_OF_SECOND;
    this.heldBack += more * grants.SHARE_OF_SECOND;
    this.spent += more * this.shareOfPass;
    this.worth = worth;
  }

  /** Counts characters read. Those of the first read are not counted again. */
  count(worth: number): void {
    if (this.isSecondTime) this.note(worth * grants.SHARE_OF_READING);
    this.counted += worth;
    this.read(this.counted);
  }

  /** A text with escapes. @param length of it as it is written */
  earnEscaped(length: number): void {
    this.earn(length * grants.FOR_ESCAPED);
  }

  /** One that is not ASCII takes `JSON.parse` longer, and masking too. @param bytes that it has more than UTF-16 units */
  noteForeign(bytes: number): void {
    this.earn(bytes * grants.FOR_FOREIGN_BYTE);
    this.note(bytes * PRICE.foreignByte);
  }

  earnText(length: number): void {
    this.earn(grants.FOR_TEXT + length * grants.FOR_CHARACTER);
  }

  notePartsRead(count: number): void {
    this.earn(count * grants.FOR_PART);
    this.note(count * PRICE.part);
  }

  spend(units: number): void {
    const after = this.spent + units;
    if (after > this.limit) {
      this.wanted = after;
      this.isShort = true;
      this.spent += grants.STOP;
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

  /** Whether so many units may be drawn without asking again. */
  affords(units: number): boolean {
    return this.spent + units <= this.limit + grants.MOST_OVERDRAWN;
  }

  mark(): void {
    this.isShort = true;
    this.marked++;
    this.note(PRICE.marked);
  }

  /** Nothing more is begun. */
  get isExhausted(): boolean {
    return this.marked > grants.MOST_MARKED || this.spent > this.limit + grants.MOST_OVERDRAWN;
  }

  clear(): void {
    this.spent = 0;
    this.granted = 0;
    this.limit = 0;
    this.heldBack = 0;
    this.forWords = 0;
    this.setAside = 0;
    this.ofResponse = 0;
  }
}
