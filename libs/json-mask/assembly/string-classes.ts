import * as code from './characters';
import * as flags from './generated/flags';
import { TRIGGERS } from './generated/secret-forms';

export { isOfSecretForm } from './generated/secret-forms';

/*
 * What the bytes of a JSON string say of it while it is passed over: most strings turn out to hold nothing that a closer
 * look could find, and are left alone.
 */

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
  memory.fill(CLASSES, <u8>flags.CONTROL, 32);
  mark(':=', flags.SEPARATOR);
  mark(TRIGGERS, flags.TRIGGER);
  mark('0123456789', flags.DIGIT);
  mark('\\', flags.HAS_ESCAPE);
  mark('"', flags.QUOTE);
  // Begins U+FFFD, and some other characters.
  store<u8>(CLASSES + 0xef, flags.HAS_REPLACED);
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
    (seen & (flags.SEPARATOR | flags.SECRET_FORM | flags.HAS_ESCAPE | flags.HAS_REPLACED)) != 0 ||
    digits >= FEWEST_DIGITS ||
    last == code.CLOSE_BRACKET ||
    last == code.CLOSE_BRACE ||
    last == code.SPACE
  );
}
