import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import { saidOf } from './key-table';

/* Values that name their neighbor: `{ name: 'password', value: 'x' }`, `['password', 'x']`. */

const MOST_NAMES: i32 = 1_024;
/** Longer names are not looked up in the key table. */
const LONGEST_WORD: usize = 40;
const LOWER_CASE: u32 = 32;
/** Offsets of the values under `name` and similar keys in all open objects; 0 for a changed value. */
const NAMES: usize = memory.data(MOST_NAMES * 4, 4);

let open: i32 = 0;

export function forget(): void {
  open = 0;
}

/** Pass the result to {@link close} at the end of the object. */
export function opened(): i32 {
  return open;
}

export function note(at: usize): void {
  if (open >= MOST_NAMES) host.giveUp(flags.MANY_KEYS);
  store<u32>(NAMES + (open << 2), <u32>at);
  open++;
}

/** @param hasValue the object has a key such as `value` */
export function close(first: i32, hasValue: bool): void {
  if (hasValue) for (let index = first; index < open; index++) assertHarmless(load<u32>(NAMES + (index << 2)));
  open = first;
}

/** Gives up unless the value is a harmless string. */
function assertHarmless(start: usize): void {
  if (start == 0 || load<u8>(start) == <u8>code.OPEN_BRACKET) host.giveUp(flags.NAMED_VALUE);
  if (load<u8>(start) != <u8>code.QUOTE) return;
  let end = start + 1;
  while (load<u8>(end) != <u8>code.QUOTE) end++;
  if (isSecret(start + 1, end, true)) host.giveUp(flags.NAMED_VALUE);
}

/** A name of letters only is looked up in the key table first, which saves most callbacks. */
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
