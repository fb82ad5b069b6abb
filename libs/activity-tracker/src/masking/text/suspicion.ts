import { SECRET_FORMS, TRIGGERS } from '../../../../json-mask/src/generated/secret-forms.js';
import { TextUnits, unitsOfText } from './text-units.js';

/** Kinds of secrets in texts; each has its masker. */
export const SUSPECT = {
  /** ` is not valid JSON` */
  complaint: 1,
  /** `eyJ…` */
  token: 2,
  /** `Bearer …`, `Basic …` */
  scheme: 4,
  /** `-----BEGIN` */
  privateKey: 8,
  /** `://…@` */
  userInfo: 16,
  /** `AKIA…` and its like. */
  issued: 32,
  /** Thirteen digits and more. */
  digits: 64,
  /** `:` or `=` */
  keyValue: 128,
} as const;

/** `pw=xy` */
const SHORTEST_KEY_VALUE = 5;
/** `Basic eDp5` */
export const SHORTEST_SECRET_FORM = 10;
const FEWEST_DIGITS = 13;
/** ISO 8601, which nearly every answer holds. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const LONGEST_DATE_TIME = 35;

const [NO_CLASS, DIGIT, DIVIDER, SEPARATOR, AT, TRIGGER, NUL] = [0, 1, 2, 3, 4, 5, 6];
const CLASSES = new Uint8Array(0x10000);
for (const [characters, kind] of [
  [TRIGGERS, TRIGGER],
  ['0123456789', DIGIT],
  [' -', DIVIDER],
  [':=', SEPARATOR],
  ['@', AT],
  ['\0', NUL],
] as const) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = kind;
}

/** Keys are decided while the units of a text are in use. */
const unitsOfKey = new TextUnits();

/** Which {@link SUSPECT} a text may hold. False positives are possible, false negatives are not. */
export function suspects(text: string, textUnits = unitsOfText): number {
  if (text.length < SHORTEST_KEY_VALUE) return 0;
  const found = suspectsIn(textUnits.of(text), text.length);
  if (found === SUSPECT.keyValue && text.length <= LONGEST_DATE_TIME && DATE_TIME.test(text)) return 0;
  return text.length < SHORTEST_SECRET_FORM ? found & SUSPECT.keyValue : found;
}

/** Behind the text stands a 0, which ends each run. */
function suspectsIn(units: Uint16Array, length: number): number {
  let found = 0;
  let digits = 0;
  let hasAuthority = false;
  for (let index = 0; index < length; index++) {
    let code = units[index]!;
    let kind = CLASSES[code]!;
    if (kind === NO_CLASS) {
      digits = 0;
      do kind = CLASSES[(code = units[++index]!)]!;
      while (kind === NO_CLASS);
    }
    if (kind === DIGIT) {
      const start = index;
      do kind = CLASSES[(code = units[++index]!)]!;
      while (kind === DIGIT);
      digits += index - start;
      if (digits >= FEWEST_DIGITS) found |= SUSPECT.digits;
    }
    if (kind === DIVIDER) {
      // Single ones stand between the digits of a card.
      if (index === 0 || CLASSES[units[index - 1]!] !== DIGIT) digits = 0;
      if (code === DASH) found |= formsAround(units, index, code);
      continue;
    }
    digits = 0;
    if (kind === SEPARATOR) {
      found |= SUSPECT.keyValue;
      if (code === COLON && units[index + 1] === SLASH) hasAuthority = true;
    } else if (kind === AT) {
      if (hasAuthority) found |= SUSPECT.userInfo;
    } else if (kind === TRIGGER) found |= formsAround(units, index, code);
  }
  return found;
}

const DASH = 45;
const SLASH = 47;
const COLON = 58;

/** A literal that the scan finds by one pair of its characters. */
interface WantedForm {
  readonly suspect: number;
  readonly units: readonly number[];
  /** Set in a unit that is compared: makes an ASCII letter lower case. */
  readonly caseBit: number;
  /** Where the pair begins. */
  readonly pair: number;
}

/** Index in {@link WANTED} of the forms with this pair of characters; 0 for most pairs. */
const PAIRS = new Uint8Array(128 * 128);
const WANTED: WantedForm[][] = [[]];
const pairOf = (first: number, second: number) => ((first & 127) << 7) | second;

for (const { kind, literal, trigger, ignoresCase } of SECRET_FORMS) {
  const pair = Math.max(trigger - 1, 0);
  const units = Array.from(literal, (character) => character.charCodeAt(0));
  const form = { suspect: SUSPECT[kind], units, caseBit: ignoresCase ? 32 : 0, pair };
  const [first, second] = [literal.charAt(pair), literal.charAt(pair + 1)];
  const pairs = (ignoresCase ? [first, first.toUpperCase()] : [first]).flatMap((one) =>
    (ignoresCase ? [second, second.toUpperCase()] : [second]).map((other) => [one, other] as const),
  );
  for (const [one, other] of pairs) {
    const at = pairOf(one.charCodeAt(0), other.charCodeAt(0));
    PAIRS[at] ||= WANTED.push([]) - 1;
    WANTED[PAIRS[at]]!.push(form);
  }
}

function formsAround(units: Uint16Array, index: number, code: number): number {
  let found = 0;
  const before = index === 0 ? 0 : units[index - 1]!;
  const ending = PAIRS[pairOf(before, code)]!;
  if (ending !== 0) found = formsAt(units, index - 1, WANTED[ending]!);
  const beginning = PAIRS[pairOf(code, units[index + 1]! & 127)]!;
  return beginning === 0 ? found : found | formsAt(units, index, WANTED[beginning]!);
}

function formsAt(units: Uint16Array, pairAt: number, forms: readonly WantedForm[]): number {
  let found = 0;
  for (const form of forms) if (isAt(units, pairAt - form.pair, form)) found |= form.suspect;
  return found;
}

function isAt(units: Uint16Array, start: number, { units: wanted, caseBit }: WantedForm): boolean {
  if (start < 0) return false;
  for (let index = 0; index < wanted.length; index++)
    if ((units[start + index]! | caseBit) !== wanted[index]) return false;
  return true;
}

export function isSuspicious(text: string): boolean {
  return suspects(text, unitsOfKey) !== 0;
}
