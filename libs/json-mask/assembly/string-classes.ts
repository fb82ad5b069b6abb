import * as code from './characters';

/*
 * What the bytes of a JSON string say of it while it is passed over: most strings turn out to hold nothing that a closer
 * look could find, and are left alone.
 */

/** Between a key and a value. */
export const SEPARATOR: u32 = 1;
/** In all that begins a secret which shows by its form; {@link isOfSecretForm} looks around it. */
export const TRIGGER: u32 = 2;
export const DIGIT: u32 = 4;
export const ESCAPE: u32 = 8;
/** May have been half a surrogate pair, which becomes U+FFFD. */
export const MAYBE_REPLACED: u32 = 16;
export const QUOTE: u32 = 32;
/** Not allowed in a string, nor is the end of the text. */
export const CONTROL: u32 = 64;
/** Set where {@link isOfSecretForm}. */
export const SECRET_FORM: u32 = 128;

/** So many make a card number. */
const FEWEST_DIGITS: i32 = 13;

const CLASSES: usize = memory.data(256);

/** Of each byte of UTF-8; 0 for most. */
export function classOf(byte: u32): u32 {
  return load<u8>(CLASSES + byte);
}

function mark(characters: string, kind: u32): void {
  for (let index = 0; index < characters.length; index++) store<u8>(CLASSES + characters.charCodeAt(index), kind);
}

/** Once, before anything is classed. */
export function prepareClasses(): void {
  memory.fill(CLASSES, <u8>CONTROL, 32);
  mark(':=', SEPARATOR);
  mark('bBJI_xG-', TRIGGER);
  mark('0123456789', DIGIT);
  mark('\\', ESCAPE);
  mark('"', QUOTE);
  // Begins U+FFFD, and some other characters.
  store<u8>(CLASSES + 0xef, MAYBE_REPLACED);
}

/**
 * Whether a string needs a closer look.
 *
 * @param seen the classes of all of its bytes
 * @param digits how many of them are digits
 * @param last its last byte: a string that is JSON ends in a bracket, or in space behind one
 */
export function needsCloserLook(seen: u32, digits: i32, last: u32): bool {
  return (
    (seen & (SEPARATOR | SECRET_FORM | ESCAPE | MAYBE_REPLACED)) != 0 ||
    digits >= FEWEST_DIGITS ||
    last == code.CLOSE_BRACKET ||
    last == code.CLOSE_BRACE ||
    last == code.SPACE
  );
}

/** Whether the {@link TRIGGER} that stands here may be part of a secret's form. */
export function isOfSecretForm(at: usize): bool {
  const before: u32 = load<u8>(at - 1);
  const behind: u32 = load<u8>(at + 1);
  switch (load<u8>(at)) {
    case 98:
    case 66: {
      // `bearer`, `basic`, `-----BEGIN`
      const four = load<u32>(at);
      const lower = four | LOWER_CASES;
      return lower == BEAR || lower == BASI || four == BEGI;
    }
    case 74:
      // `eyJ`, ` is not valid JSON`
      return before == 121 || behind == 83;
    case 73:
      // `AKIA`, `ASIA`, `AIza`
      return before == 75 || before == 83 || before == 65;
    case 95:
      // `ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_`, `github_pat_`, `npm_`, `sk_`, `rk_`
      return isOneOf(before, 112, 111, 117, 115) || isOneOf(before, 114, 98, 116, 109) || before == 107;
    case 120:
      // `xox`
      return behind == 111;
    case 71:
      // `SG.`
      return before == 83;
    default:
      // `glpat-`, `sk-`, `rk-`
      return before == 116 || before == 107;
  }
}

/** Set in the codes of four ASCII letters it makes them lower case. */
const LOWER_CASES: u32 = 0x20202020;
/** As they stand in memory. */
const BEAR: u32 = 0x72616562;
const BASI: u32 = 0x69736162;
const BEGI: u32 = 0x49474542;

function isOneOf(byte: u32, a: u32, b: u32, c: u32, d: u32): bool {
  return byte == a || byte == b || byte == c || byte == d;
}
