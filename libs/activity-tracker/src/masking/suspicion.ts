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

/** What {@link SUSPECT} a text may hold, in one pass. It may hold more than it does; never less. */
export function suspects(text: string): number {
  if (text.length < SHORTEST_KEY_VALUE) return 0;
  let found = 0;
  let digits = 0;
  let hasAuthority = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? CLASSES[code]! : NO_CLASS;
    if (kind === NO_CLASS) {
      digits = 0;
      continue;
    }
    if (kind === DIGIT) {
      if (++digits >= FEWEST_DIGITS) found |= SUSPECT.digits;
      continue;
    }
    if (kind === DIVIDER) {
      // Single ones stand between the digits of a card.
      if (digits > 0 && CLASSES[text.charCodeAt(index - 1)] !== DIGIT) digits = 0;
      if (code === DASH) found |= atDash(text, index);
      continue;
    }
    digits = 0;
    if (kind === SEPARATOR) {
      found |= SUSPECT.keyValue;
      hasAuthority ||= text.charCodeAt(index + 1) === SLASH && text.charCodeAt(index + 2) === SLASH;
    } else if (kind === AT) {
      if (hasAuthority) found |= SUSPECT.userInfo;
    } else found |= atTrigger(text, index, code);
  }
  if (found === SUSPECT.keyValue && text.length <= LONGEST_DATE_TIME && DATE_TIME.test(text)) return 0;
  return text.length < SHORTEST_SECRET_FORM ? found & SUSPECT.keyValue : found;
}

const DASH = 45;
const SLASH = 47;

/** `glpat-`, `sk-`, `rk-`, `-----BEGIN` */
function atDash(text: string, index: number): number {
  const before = text.charCodeAt(index - 1);
  // t, k
  if (before === 116 || before === 107) return SUSPECT.issued;
  return before === DASH && text.startsWith('BEGIN', index + 1) ? SUSPECT.privateKey : 0;
}

function atTrigger(text: string, index: number, code: number): number {
  const before = text.charCodeAt(index - 1);
  const behind = text.charCodeAt(index + 1);
  switch (code) {
    case 74:
      // `eyJ`, ` is not valid JSON`
      return (before === 121 ? SUSPECT.token : 0) | (behind === 83 ? SUSPECT.complaint : 0);
    case 73:
      // `AKIA`, `ASIA`, `AIza`
      return before === 75 || before === 83 || before === 65 ? SUSPECT.issued : 0;
    case 95:
      // `ghp_` and its like, `github_pat_`, `npm_`, `sk_`, `rk_`
      return ENDS_OF_PREFIX.has(before) ? SUSPECT.issued : 0;
    case 120:
      // `xox`
      return behind === 111 ? SUSPECT.issued : 0;
    case 71:
      // `SG.`
      return before === 83 ? SUSPECT.issued : 0;
    default:
      // `bearer`, `basic`
      return isScheme(text, index) ? SUSPECT.scheme : 0;
  }
}

const ENDS_OF_PREFIX = new Set(Array.from('pousrtmk', (letter) => letter.charCodeAt(0)));

function isScheme(text: string, index: number): boolean {
  const second = text.charCodeAt(index + 1) | LOWER_CASE;
  const third = text.charCodeAt(index + 2) | LOWER_CASE;
  const fourth = text.charCodeAt(index + 3) | LOWER_CASE;
  // `ear`, `asi`
  return (second === 101 && third === 97 && fourth === 114) || (second === 97 && third === 115 && fourth === 105);
}

/** Set in the code of an ASCII letter it makes it lower case. */
const LOWER_CASE = 32;

export function isSuspicious(text: string): boolean {
  return suspects(text) !== 0;
}
