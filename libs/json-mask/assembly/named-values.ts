import * as bson from './bson';
import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import * as output from './masked-output';
import * as state from './pass-state';

/*
 * Values under `value` and similar keys. A neighbor names them, which may come later: they are masked in the output, where
 * their object ends.
 */

const MOST_VALUES: i32 = 1_024;
/** In the text: start and end. In the output: type byte, start and end. Last the state. */
const ENTRY_BYTES: i32 = 24;
const END: usize = 4;
const TYPE_WRITTEN: usize = 8;
const WRITTEN: usize = 12;
const WRITTEN_END: usize = 16;
const STATE: usize = 20;
const AS_WRITTEN: u32 = 0;
const CHANGED: u32 = 1;
const MASKED: u32 = 2;
const KEPT: u32 = 3;
const VALUES: usize = memory.data(MOST_VALUES * ENTRY_BYTES, 4);

let open: i32 = 0;

export function forget(): void {
  open = 0;
}

/** Pass the result to {@link close}. */
export function opened(): i32 {
  return open;
}

export function close(first: i32): void {
  open = first;
}

/** Where the next value is written. */
export function place(at: usize): usize {
  return state.isBson ? bson.place() : output.placeOf(at);
}

/** @param type offset of its type byte in BSON @param written result of {@link place} before the value */
export function note(start: usize, end: usize, type: usize, written: usize, isChanged: bool): void {
  if (open >= MOST_VALUES) host.giveUp(flags.MANY_KEYS);
  const entry = VALUES + open * ENTRY_BYTES;
  store<u32>(entry, <u32>start);
  store<u32>(entry, <u32>end, END);
  store<u32>(entry, <u32>type, TYPE_WRITTEN);
  store<u32>(entry, <u32>written, WRITTEN);
  store<u32>(entry, <u32>place(end), WRITTEN_END);
  store<u32>(entry, isChanged ? CHANGED : AS_WRITTEN, STATE);
  open++;
}

/** Masks the values noted since `first`. @param at offset in the text up to which all is written */
export function mask(first: i32, at: usize): void {
  for (let index = first; index < open; index++) decide(VALUES + index * ENTRY_BYTES, at);
  // From the last to the first: each moves the output behind it.
  for (let index = open - 1; index >= first; index--) {
    const entry = VALUES + index * ENTRY_BYTES;
    if (load<u32>(entry, STATE) != MASKED) continue;
    state.noteChange();
    const written = load<u32>(entry, WRITTEN);
    const end = load<u32>(entry, WRITTEN_END);
    if (state.isBson)
      bson.overwrite(load<u32>(entry, TYPE_WRITTEN), written, end, output.maskStart() + 1, output.maskEnd() - 1);
    else output.overwrite(written, end, at);
  }
}

function decide(entry: usize, at: usize): void {
  const start = load<u32>(entry);
  let isMasked: i32;
  if (load<u32>(entry, STATE) == AS_WRITTEN) isMasked = host.named(start, load<u32>(entry, END), 0);
  else {
    const first: u32 = load<u8>(start);
    if (first == code.OPEN_BRACE || first == code.OPEN_BRACKET) host.giveUp(flags.NAMED_VALUE);
    const written = load<u32>(entry, WRITTEN);
    const end = load<u32>(entry, WRITTEN_END);
    if (state.isBson) isMasked = host.named(bson.textStart(written), bson.textEnd(end), 1);
    else {
      output.flush(at);
      isMasked = host.named(written, end, 0);
    }
  }
  store<u32>(entry, isMasked != 0 ? MASKED : KEPT, STATE);
}
