import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import { saidOf } from './key-table';

/* Strings that stand as values and name what stands next to them: `{ name: 'password', value: 'x' }`, `['password', 'x']`. */

const MOST_NAMES: i32 = 1_024;
/** Longer names are asked for each time. */
const LONGEST_WORD: usize = 40;
/** Set in the code of an ASCII letter it makes it lower case. */
const LOWER_CASE: u32 = 32;
/** Where, in all objects that are open, the values of `name` and its like begin; 0 for one that was changed. */
const NAMES: usize = memory.data(MOST_NAMES * 4, 4);

let open: i32 = 0;

export function forget(): void {
  open = 0;
}

/** How many there are in the objects that are open: what {@link close} wants to know of the object that begins. */
export function opened(): i32 {
  return open;
}

/** @param at where it begins; 0 where it was changed */
export function note(at: usize): void {
  if (open >= MOST_NAMES) host.giveUp();
  store<u32>(NAMES + (open << 2), <u32>at);
  open++;
}

/** An object ends. @param hasValue it also has a key such as `value` */
export function close(first: i32, hasValue: bool): void {
  if (hasValue) for (let index = first; index < open; index++) assertHarmless(load<u32>(NAMES + (index << 2)));
  open = first;
}

/** Anything but a harmless string is for the walk. */
function assertHarmless(start: usize): void {
  if (start == 0 || load<u8>(start) == <u8>code.OPEN_BRACKET) host.giveUp();
  if (load<u8>(start) != <u8>code.QUOTE) return;
  let end = start + 1;
  while (load<u8>(end) != <u8>code.QUOTE) end++;
  if (isSecret(start + 1, end, true)) host.giveUp();
}

/** Most names that stand as values are no key's of a secret; what is known of keys tells of those that hold letters alone. */
export function isSecret(start: usize, end: usize, isLabel: bool): bool {
  let at = start;
  while (at < end && isLetter(load<u8>(at))) at++;
  if (
    at == end &&
    end > start &&
    end - start <= LONGEST_WORD &&
    (saidOf(start, <i32>(end - start)) & flags.MASKED_KEY) == 0
  )
    return false;
  return host.name(start, end, isLabel ? 1 : 0) != 0;
}

function isLetter(byte: u32): bool {
  return (byte | LOWER_CASE) - code.LOWER_A <= code.LOWER_Z - code.LOWER_A;
}
