import { FILTERED } from './markers.js';
import { type Meter, PRICE, UNMETERED } from './work-budget.js';

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

/** Masks card numbers in text, each as a whole. */
export function maskCardNumbers(text: string, onSecret: (secret: string) => void, meter: Meter = UNMETERED): string {
  meter.spend(text.length * PRICE.scanCharacter);
  let result = '';
  let copied = 0;
  for (let start = nextDigit(text, 0); start < text.length;) {
    const end = endOfRun(text, start);
    if (end - start >= SHORTEST) {
      meter.spend(2 * PRICE.candidate + (end - start) * PRICE.keyCharacter);
      const run = text.slice(start, end);
      const passed = Math.min(run.length, identifierLength(text, start, meter));
      const before = text.slice(Math.max(0, start - SPOKEN_WITHIN), start);
      const masked = maskRun(run.slice(passed), SPEAKS_OF_CARD.test(before), onSecret, meter);
      result += text.slice(copied, start + passed) + masked;
      copied = end;
    }
    start = nextDigit(text, end);
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function nextDigit(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Digits, singly spaced or dashed at most: where they end. */
function endOfRun(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    if (isDigit(text.charCodeAt(at))) at++;
    else if (isDivider(text.charCodeAt(at)) && isDigit(text.charCodeAt(at + 1))) at += 2;
    else return at;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A space or a dash. */
function isDivider(code: number): boolean {
  return code === 32 || code === 45;
}

/** A card may stand among other numbers: `2 4111 1111 1111 1111`. It begins and ends where a group of digits does. */
function maskRun(run: string, isNamed: boolean, onSecret: (secret: string) => void, meter: Meter): string {
  const groups = [...run.matchAll(/\d+/g)];
  let result = '';
  let copied = 0;
  for (let first = 0; first < groups.length; first++) {
    meter.spend(2 * PRICE.candidate);
    const last = lastGroupOfCard({ run, groups, isNamed }, first, meter);
    if (last < 0) continue;
    const start = groups[first]!.index;
    const end = groups[last]!.index + groups[last]![0].length;
    onSecret(run.slice(start, end));
    result += run.slice(copied, start) + FILTERED;
    copied = end;
    first = last;
  }
  return result + run.slice(copied);
}

interface DigitRun {
  run: string;
  groups: readonly RegExpExecArray[];
  /** The text speaks of a card. */
  isNamed: boolean;
}

function lastGroupOfCard({ run, groups, isNamed }: DigitRun, first: number, meter: Meter): number {
  const { index: start, 0: digitsOfFirst } = groups[first]!;
  if (isCardNumber(digitsOfFirst)) return first;
  // The name before a run of digits tells about its beginning alone.
  const mayBeNamed = isNamed && first === 0;
  if (!mayBeNamed && digitsOfFirst.length !== DIGITS_OF_GROUP) return -1;
  let digits = '';
  for (let last = first; last < groups.length && digits.length < LONGEST; last++) {
    const { index, 0: group } = groups[last]!;
    digits += group;
    if (digits.length < SHORTEST || digits.length > LONGEST) continue;
    meter.spend(PRICE.candidate);
    if (!isOfCard(digits, ANY_NETWORK)) continue;
    if (mayBeNamed || GROUPS.test(run.slice(start, index + group.length))) return last;
  }
  return -1;
}

/** How far from here a UUID or another long hexadecimal id, or a decimal fraction, goes on; 0 where there is none. */
function identifierLength(text: string, offset: number, meter: Meter): number {
  let start = offset;
  let end = offset;
  while (offset - start < LONGEST_ID && start > 0 && isOfIdentifier(text.charCodeAt(start - 1))) start--;
  while (end - offset < LONGEST_ID && end < text.length && isOfIdentifier(text.charCodeAt(end))) end++;
  meter.spend((end - start) * PRICE.expressionCharacter);
  const isFraction = start === offset && FRACTION.test(text.slice(Math.max(0, offset - 2), offset));
  return isFraction || IDENTIFIER.test(text.slice(start, end)) ? end - offset : 0;
}

/** A hexadecimal digit, or a dash. */
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
