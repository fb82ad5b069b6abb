import { codeAt } from './code-at.js';
import { TextUnits } from './text-units.js';

/** What a text may hold: each has a masker of its own. */
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
/** Digits of the shortest card number. */
const FEWEST_DIGITS = 13;
/** ISO 8601, which nearly every answer holds. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const LONGEST_DATE_TIME = 35;

const [NO_CLASS, DIGIT, DIVIDER, SEPARATOR, AT, TRIGGER] = [0, 1, 2, 3, 4, 5];
const CLASSES = new Uint8Array(128);
for (const [characters, kind] of [
  ['0123456789', DIGIT],
  [' -', DIVIDER],
  [':=', SEPARATOR],
  ['@', AT],
  ['bBJI_xG', TRIGGER],
] as const) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = kind;
}

const textUnits = new TextUnits();

/** What {@link SUSPECT} a text may hold, in one pass. It may hold more than it does; never less. */
export function suspects(text: string): number {
  if (text.length < SHORTEST_KEY_VALUE) return 0;
  const found = suspectsIn(text, textUnits.of(text));
  if (found === SUSPECT.keyValue && text.length <= LONGEST_DATE_TIME && DATE_TIME.test(text)) return 0;
  return text.length < SHORTEST_SECRET_FORM ? found & SUSPECT.keyValue : found;
}

function suspectsIn(text: string, units: Uint16Array): number {
  let found = 0;
  let digits = 0;
  let hasAuthority = false;
  let before = 0;
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const code = units[index]!;
    const kind = code < 128 ? CLASSES[code]! : NO_CLASS;
    if (kind === NO_CLASS) {
      digits = 0;
    } else if (kind === DIGIT) {
      if (++digits >= FEWEST_DIGITS) found |= SUSPECT.digits;
    } else if (kind === DIVIDER) {
      // Single ones stand between the digits of a card.
      if (before < 48 || before > 57) digits = 0;
      if (code === DASH && ENDS_AT_DASH[before & 127] === 1 && (found & AT_DASH) !== AT_DASH)
        found |= atDash(text, index);
    } else {
      digits = 0;
      if (kind === SEPARATOR) {
        found |= SUSPECT.keyValue;
        if (code === COLON) hasAuthority ||= units[index + 1] === SLASH;
      } else if (kind === AT) {
        if (hasAuthority) found |= SUSPECT.userInfo;
      } else if ((code !== LOWER_X || units[index + 1] === LOWER_O) && !isFound(found, code)) {
        found |= atTrigger(text, index, code);
      }
    }
    before = code;
  }
  return found;
}

/** What is found at a dash. */
const AT_DASH = SUSPECT.issued | SUSPECT.privateKey;

/** Whether all that a trigger could tell is known already. */
function isFound(found: number, code: number): boolean {
  // b, B; J; others
  if (code === 98 || code === 66) return (found & SUSPECT.scheme) !== 0;
  if (code === 74) return (found & AT_J) === AT_J;
  return (found & SUSPECT.issued) !== 0;
}

const AT_J = SUSPECT.token | SUSPECT.complaint;
/** `xox`: the only letter here that many texts hold. */
const LOWER_X = 120;
const LOWER_O = 111;
const DASH = 45;
const SLASH = 47;
const COLON = 58;

/** Characters before a dash for which {@link atDash} looks further: `t`, `k`, `-`. */
const ENDS_AT_DASH = new Uint8Array(128);
for (const character of 'tk-') ENDS_AT_DASH[character.charCodeAt(0)] = 1;

/** `glpat-`, `sk-`, `rk-`, `-----BEGIN` */
function atDash(text: string, index: number): number {
  switch (codeAt(text, index - 1)) {
    case 116:
      return text.startsWith('glpa', index - 5) ? SUSPECT.issued : 0;
    case 107:
      return isSecretKey(text, index) ? SUSPECT.issued : 0;
    case DASH:
      return text.startsWith('BEGIN', index + 1) ? SUSPECT.privateKey : 0;
    default:
      return 0;
  }
}

function atTrigger(text: string, index: number, code: number): number {
  // One neighboring character decides about most of them.
  switch (code) {
    case 120:
      // `xox`
      return codeAt(text, index + 1) === 111 && codeAt(text, index + 2) === 120 ? SUSPECT.issued : 0;
    case 95:
      return ENDS_OF_PREFIX[codeAt(text, index - 1) & 127] === 1 && isBehindPrefix(text, index) ? SUSPECT.issued : 0;
    case 73:
      return isCloudKey(text, index) ? SUSPECT.issued : 0;
    case 74:
      return atJ(text, index);
    case 71:
      // `SG.`
      return codeAt(text, index - 1) === 83 && codeAt(text, index + 1) === 46 ? SUSPECT.issued : 0;
    default:
      // `bearer`, `basic`
      return isScheme(text, index) ? SUSPECT.scheme : 0;
  }
}

/** `AKIA`, `ASIA`, `AIza` */
function isCloudKey(text: string, index: number): boolean {
  const before = codeAt(text, index - 1);
  if (before === 65) return text.startsWith('za', index + 1);
  return (before === 75 || before === 83) && codeAt(text, index + 1) === 65;
}

/** `eyJ`, ` is not valid JSON` */
function atJ(text: string, index: number): number {
  if (codeAt(text, index - 1) === 121) return codeAt(text, index - 2) === 101 ? SUSPECT.token : 0;
  if (codeAt(text, index + 1) !== 83) return 0;
  return text.startsWith(' is not valid JSON', index - 14) ? SUSPECT.complaint : 0;
}

const ENDS_OF_PREFIX = new Uint8Array(128);
for (const letter of 'pousrtmk') ENDS_OF_PREFIX[letter.charCodeAt(0)] = 1;

/** `ghp_` and its like, `github_pat_`, `npm_`, `sk_`, `rk_`: what stands before the `_`. */
function isBehindPrefix(text: string, index: number): boolean {
  switch (codeAt(text, index - 1)) {
    case 107:
      return isSecretKey(text, index);
    case 109:
      return text.startsWith('np', index - 3);
    case 116:
      return text.startsWith('github_pa', index - 10);
    default:
      return text.startsWith('gh', index - 3) && 'pousr'.includes(text.charAt(index - 1));
  }
}

/** `sk`, `rk` */
function isSecretKey(text: string, end: number): boolean {
  const first = codeAt(text, end - 2);
  return first === 115 || first === 114;
}

function isScheme(text: string, index: number): boolean {
  const second = codeAt(text, index + 1) | LOWER_CASE;
  // `ear`, `asi`
  if (second === 101)
    return (codeAt(text, index + 2) | LOWER_CASE) === 97 && (codeAt(text, index + 3) | LOWER_CASE) === 114;
  if (second !== 97) return false;
  return (codeAt(text, index + 2) | LOWER_CASE) === 115 && (codeAt(text, index + 3) | LOWER_CASE) === 105;
}

/** Set in the code of an ASCII letter it makes it lower case. */
const LOWER_CASE = 32;

export function isSuspicious(text: string): boolean {
  return suspects(text) !== 0;
}
