import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import { saidOf } from './key-table';
import * as state from './pass-state';
import { behindScalar, behindString, next, opens } from './scan';

/* Values that name their neighbor: `{ name: 'password', value: 'x' }`, `['password', 'x']`. */

const MOST_NAMES: i32 = 1_024;
/** Longer names are not looked up in the key table. */
const LONGEST_WORD: usize = 40;
/** Bytes of 128 characters, each of them an escape. */
const LONGEST_NAME: usize = 128 * 6;
const LOWER_CASE: u32 = 32;
/** Stand for a value that names a secret, and for a changed list. */
const SECRET: usize = 1;
const CHANGED_LIST: usize = 2;
/** Offsets of the values under `name` and similar keys in all open objects. */
const NAMES: usize = memory.data(MOST_NAMES * 4, 4);

let open: i32 = 0;

export function forget(): void {
  open = 0;
}

/** Pass the result to {@link nameSecret} and {@link close}. */
export function opened(): i32 {
  return open;
}

export function close(first: i32): void {
  open = first;
}

/** A value that stands in the text as it is written. */
export function note(at: usize): void {
  if (open >= MOST_NAMES) host.giveUp(flags.MANY_KEYS);
  store<u32>(NAMES + (open << 2), <u32>at);
  open++;
}

/** A value of which something was masked. Others than texts and lists name nothing. */
export function noteChanged(first: u32): void {
  if (first == code.OPEN_BRACKET) note(CHANGED_LIST);
  else if (first == code.QUOTE && host.replacedName(flags.LABEL) != 0) note(SECRET);
}

/** Whether one of the noted values names a secret. */
export function nameSecret(first: i32): bool {
  for (let index = first; index < open; index++) if (namesSecret(load<u32>(NAMES + (index << 2)))) return true;
  return false;
}

function namesSecret(at: usize): bool {
  if (at == SECRET) return true;
  if (at == CHANGED_LIST) host.giveUp(flags.NAMED_VALUE);
  const first: u32 = load<u8>(at);
  if (first == code.QUOTE) return isSecret(at + 1, behindString(at, state.textEnd) - 1, flags.LABEL);
  return first == code.OPEN_BRACKET && hasSecretStep(at);
}

/** `['user', 'password']` */
function hasSecretStep(bracket: usize): bool {
  let isFound = false;
  let at = next(bracket + 1);
  for (let count = 1; load<u8>(at) != <u8>code.CLOSE_BRACKET; count++) {
    if (count > state.maxDepth) host.giveUp(flags.NAMED_VALUE);
    if (load<u8>(at) == <u8>code.COMMA) at = next(at + 1);
    if (load<u8>(at) == <u8>code.QUOTE) {
      const end = behindString(at, state.textEnd);
      isFound = isFound || isSecret(at + 1, end - 1, flags.PATH_STEP);
      at = next(end);
    } else {
      // Reading containers twice at each level would take long.
      if (opens(load<u8>(at))) host.giveUp(flags.NAMED_VALUE);
      at = next(behindScalar(at, state.textEnd));
    }
  }
  return isFound;
}

/** A name of letters only is looked up in the key table first, which saves most callbacks. @param form LABEL, PATH_STEP or PAIR */
export function isSecret(start: usize, end: usize, form: i32): bool {
  let at = start;
  while (at < end && isLetter(load<u8>(at))) at++;
  if (
    at == end &&
    end > start &&
    end - start <= LONGEST_WORD &&
    (saidOf(start, <i32>(end - start)) & flags.MASKED_KEY) == 0
  )
    return false;
  if (form != flags.LABEL && isSurelyNoName(start, end)) return false;
  return host.name(start, end, form) != 0;
}

/** As the expressions of `NamedValues` in `masking/keys` say, without a callback. A mark of what was left out begins with an asterisk. */
function isSurelyNoName(start: usize, end: usize): bool {
  const first: u32 = load<u8>(start);
  if (first == code.ASTERISK || (first == code.BACKSLASH && load<u8>(start + 1) == <u8>code.LOWER_U)) return false;
  if (end - start > LONGEST_NAME) return true;
  for (let at = start; at < end; at++) if (isSeparator(load<u8>(at))) return true;
  return false;
}

function isSeparator(byte: u32): bool {
  return (
    byte == code.SPACE ||
    byte == code.EQUALS ||
    byte == code.QUESTION ||
    byte == code.AMPERSAND ||
    byte == code.SEMICOLON ||
    byte == code.COMMA ||
    byte == code.EXCLAMATION
  );
}

function isLetter(byte: u32): bool {
  return (byte | LOWER_CASE) - code.LOWER_A <= code.LOWER_Z - code.LOWER_A;
}
