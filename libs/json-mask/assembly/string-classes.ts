import * as code from './characters';
import * as flags from './generated/flags';
import { TRIGGERS } from './generated/secret-forms';

export { isOfSecretForm } from './generated/secret-forms';

/* Classifies the bytes of a JSON string during the scan, so that most strings need no call into JavaScript. */

/** Digits of the shortest card number. */
const FEWEST_DIGITS: i32 = 13;

const CLASSES: usize = memory.data(256);

export function classOf(byte: u32): u32 {
  return load<u8>(CLASSES + byte);
}

function mark(characters: string, kind: u32): void {
  for (let index = 0; index < characters.length; index++) store<u8>(CLASSES + characters.charCodeAt(index), kind);
}

export function prepareClasses(): void {
  memory.fill(CLASSES, <u8>flags.CONTROL, 32);
  mark(':=', flags.SEPARATOR);
  mark(TRIGGERS, flags.TRIGGER);
  mark('0123456789', flags.DIGIT);
  mark('\\', flags.HAS_ESCAPE);
  mark('"', flags.QUOTE);
  // First byte of U+FFFD in UTF-8.
  store<u8>(CLASSES + 0xef, flags.HAS_REPLACED);
}

/** @param seen classes of all bytes @param last last byte: nested JSON ends in a bracket or white space */
export function needsCloserLook(seen: u32, digits: i32, last: u32): bool {
  return (
    (seen & (flags.SEPARATOR | flags.SECRET_FORM | flags.HAS_REPLACED)) != 0 ||
    digits >= FEWEST_DIGITS ||
    last == code.CLOSE_BRACKET ||
    last == code.CLOSE_BRACE ||
    last == code.SPACE
  );
}
