import { isDigit } from '../text/key-values/characters.js';
import { unitAt } from '../text/code-at.js';
import { FILTERED } from './markers.js';
import { TextUnits } from '../text/text-units.js';
import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';

const SHORTEST = 13;
const LONGEST = 19;

/**
 * Prefixes and lengths that card networks use now: American Express, Diners Club, Discover, JCB, Maestro, Mastercard, UnionPay, Visa.
 * Device, order and phone numbers and time stamps have most of the others, and each tenth of them passes the checksum.
 */
const NETWORKS =
  /^(?:4\d{15}|4\d{18}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14}|62\d{17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12,15})$/;
/** Prefixes and lengths that were used once, or seldom: enough where digits are grouped as on a card, or the text speaks of one. */
const ANY_NETWORK =
  /^(?:4\d{12,18}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{12,13}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35\d{14,17}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|62\d{14,17}|(?:5[06-9]|6\d)\d{11,17})$/;
/** `4111 1111 1111 1111`, `3782-822463-10005`. */
const GROUPS = /^\d{4}[ -](?:\d{4}[ -]\d{4}[ -]\d{1,4}(?:[ -]\d{1,3})?|\d{6}[ -]\d{4,5})$/;
const DIGITS_OF_GROUP = 4;
const SPEAKS_OF_CARD = /(?:card|visa|maestro|mastercard|amex|unionpay|\bpan)\b[^\p{L}\d]{0,4}$/iu;
const SPOKEN_WITHIN = 24;
/** `250614093015…`: order numbers begin with the date, and Mastercard's second range has years in it. */
const DATED = /^2[2-7](?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
/** A UUID, or 24 digits and more of which one at least is a letter. */
const IDENTIFIER = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=\d*[a-f])[0-9a-f]{24,})$/i;
const LONGEST_ID = 128;
const FRACTION = /\d\.$/;

/** Whether digits alone are a card's number. */
export function isCardNumber(digits: string): boolean {
  return isOfCard(digits, NETWORKS) && !DATED.test(digits);
}

function isOfCard(digits: string, networks: RegExp): boolean {
  return digits.length >= SHORTEST && digits.length <= LONGEST && networks.test(digits) && passesLuhn(digits);
}

const textUnits = new TextUnits();

/** Masks card numbers in text, each as a whole. */
export function maskCardNumbers(text: string, onSecret: (secret: string) => void, meter: Meter = UNMETERED): string {
  meter.spend(text.length * PRICE.scanCharacter);
  const units = textUnits.of(text);
  const { length } = text;
  let result = '';
  let copied = 0;
  for (let start = nextDigit(units, 0, length); start < length;) {
    const end = endOfRun(units, start);
    if (mayHoldCard(units, start, end, meter)) {
      meter.spend(PRICE.candidate + (end - start) * PRICE.keyCharacter);
      const passed = Math.min(end - start, identifierLength(text, start, meter));
      const before = text.slice(Math.max(0, start - SPOKEN_WITHIN), start);
      const run = { text, units, start: start + passed, end };
      result += text.slice(copied, run.start) + maskRun(run, SPEAKS_OF_CARD.test(before), onSecret, meter);
      copied = end;
    }
    start = nextDigit(units, end, length);
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function nextDigit(units: Uint16Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isDigit(units[at]!)) at++;
  return at;
}

function endOfRun(units: Uint16Array, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = units[at]!;
    if (isDigit(code)) at++;
    else if (isDivider(code) && isDigit(units[at + 1]!)) at += 2;
    else return at;
  }
}

function isDivider(code: number): boolean {
  return code === 32 || code === 45;
}

/** A quick look: a run needs a group that is long enough, or one that a card may begin with. */
function mayHoldCard(units: Uint16Array, start: number, end: number, meter: Meter): boolean {
  if (end - start < SHORTEST) return false;
  meter.spend((end - start) * PRICE.scanCharacter);
  if (start > 0 && hasLetter(units, Math.max(0, start - SPOKEN_WITHIN), start)) return true;
  for (let at = start; end - at >= SHORTEST;) {
    meter.spend(PRICE.run);
    const after = endOfGroup(units, at);
    if (after - at >= SHORTEST || after - at === DIGITS_OF_GROUP) return true;
    at = nextDigit(units, after, end);
  }
  return false;
}

function hasLetter(units: Uint16Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const lower = units[at]! | 32;
    if (lower >= 97 && lower <= 122) return true;
  }
  return false;
}

function endOfGroup(units: Uint16Array, start: number): number {
  let at = start;
  while (isDigit(units[at]!)) at++;
  return at;
}

interface Run {
  readonly text: string;
  readonly units: Uint16Array;
  readonly start: number;
  readonly end: number;
}

/** A card may stand among other numbers: `2 4111 1111 1111 1111`. It begins and ends where a group of digits does. */
function maskRun(run: Run, isNamed: boolean, onSecret: (secret: string) => void, meter: Meter): string {
  const { text, units } = run;
  let result = '';
  let copied = run.start;
  // The name before a run of digits tells about its beginning alone.
  let mayBeNamed = isNamed;
  for (let start = nextDigit(units, run.start, run.end); start < run.end; mayBeNamed = false) {
    const end = endOfCard(run, start, mayBeNamed, meter);
    if (end > 0) {
      onSecret(text.slice(start, end));
      result += text.slice(copied, start) + FILTERED;
      copied = end;
    }
    start = nextDigit(units, end > 0 ? end : endOfGroup(units, start), run.end);
  }
  return result + text.slice(copied, run.end);
}

/** Below 0 where no card begins. */
function endOfCard({ text, units, end: last }: Run, start: number, mayBeNamed: boolean, meter: Meter): number {
  let end = endOfGroup(units, start);
  const length = end - start;
  meter.spend(PRICE.run + length * PRICE.scanCharacter);
  if (length > LONGEST) return -1;
  let digits = text.slice(start, end);
  if (length >= SHORTEST) meter.spend(PRICE.candidate);
  if (isCardNumber(digits)) return end;
  if (!mayBeNamed && length !== DIGITS_OF_GROUP) return -1;
  meter.spend(2 * PRICE.candidate);
  while (digits.length <= LONGEST) {
    if (digits.length >= SHORTEST) {
      meter.spend(PRICE.candidate);
      if (isOfCard(digits, ANY_NETWORK) && (mayBeNamed || GROUPS.test(text.slice(start, end)))) return end;
    }
    const next = nextDigit(units, end, last);
    if (next >= last) break;
    end = endOfGroup(units, next);
    digits += text.slice(next, end);
  }
  return -1;
}

/** How far from here a UUID or another long hexadecimal id, or a decimal fraction, goes on; 0 where there is none. */
function identifierLength(text: string, offset: number, meter: Meter): number {
  let start = offset;
  let end = offset;
  while (offset - start < LONGEST_ID && start > 0 && isOfIdentifier(unitAt(text, start - 1))) start--;
  while (end - offset < LONGEST_ID && end < text.length && isOfIdentifier(unitAt(text, end))) end++;
  meter.spend((end - start) * PRICE.expressionCharacter);
  const isFraction = start === offset && FRACTION.test(text.slice(Math.max(0, offset - 2), offset));
  return isFraction || IDENTIFIER.test(text.slice(start, end)) ? end - offset : 0;
}

function isOfIdentifier(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70) || code === 45;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, double = false; index >= 0; index--, double = !double) {
    const digit = digits.charCodeAt(index) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}
