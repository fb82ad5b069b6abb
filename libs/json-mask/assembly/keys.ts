import * as bson from './bson';
import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import { saidOf } from './key-table';
import * as output from './masked-output';
import * as state from './pass-state';
import * as strings from './string-classes';

/* The keys of open objects: what is decided about them, and that none comes twice. */

const LONGEST_KEY: i32 = 256;
/** Keys of an object that are compared one by one; beyond them, their numbers are marked in a table. */
const FEW_KEYS: i32 = 32;
/** `KeyRules` numbers 10,000 keys before it begins again. */
const MOST_NUMBERS: i32 = 10_240;
const MARKS_BYTES: i32 = MOST_NUMBERS >> 3;
const NUMBERS: usize = memory.data(FEW_KEYS * (state.DEEPEST + 1) * 4, 4);
/** One table for each level. */
const MARKS: usize = memory.data(MARKS_BYTES * (state.DEEPEST + 1), 8);

let open: i32 = 0;
/** Decision about the key that was read last. */
export let said: i32 = 0;

export function forget(): void {
  open = 0;
}

/** Pass the result to {@link read} and {@link close}. */
export function opened(): i32 {
  return open;
}

export function close(first: i32): void {
  open = first;
}

/** Reads a key and writes it. @param count keys of its object before it */
export function read(quote: usize, first: i32, count: i32, depth: i32): usize {
  const start = quote + 1;
  let end = start;
  let seen: u32 = 0;
  for (; ; end++) {
    const kind = strings.classOf(load<u8>(end));
    if (kind == 0) continue;
    if (kind == flags.QUOTE) break;
    if (kind == flags.CONTROL) host.giveUp(flags.NOT_JSON);
    seen |= kind;
    // Otherwise a backslash at the end would make the scan leave the text.
    if (kind == flags.HAS_ESCAPE && ++end >= state.textEnd) host.giveUp(flags.NOT_JSON);
  }
  const length = <i32>(end - start);
  if (length > LONGEST_KEY || ((seen & flags.HAS_REPLACED) != 0 && hasReplacement(start, end)))
    host.giveUp(flags.KEY_FORM);
  said = saidOf(start, length);
  if (said < 0) host.giveUp(flags.KEY_RULE);
  assertNew(said >> flags.KEY_FLAG_BITS, first, count, depth);
  state.noteNode();
  state.noteKey();
  write(start, end, (seen & flags.HAS_ESCAPE) != 0);
  return end + 1;
}

/** U+FFFD, which a lone surrogate became. */
function hasReplacement(start: usize, end: usize): bool {
  for (let at = start; at + 2 < end; at++)
    if (load<u16>(at) == code.REPLACEMENT_FIRST && load<u8>(at + 2) == <u8>code.REPLACEMENT_LAST) return true;
  return false;
}

function assertNew(number: i32, first: i32, count: i32, depth: i32): void {
  if (count < FEW_KEYS) {
    for (let index = first; index < open; index++) if (numberAt(index) == number) host.giveUp(flags.KEY_TWICE);
    store<i32>(NUMBERS + (open << 2), number);
    open++;
    return;
  }
  const marks = MARKS + depth * MARKS_BYTES;
  if (count == FEW_KEYS) {
    memory.fill(marks, 0, MARKS_BYTES);
    for (let index = first; index < open; index++) mark(marks, numberAt(index));
  }
  mark(marks, number);
}

function numberAt(index: i32): i32 {
  return load<i32>(NUMBERS + (index << 2));
}

function mark(marks: usize, number: i32): void {
  if (number >= MOST_NUMBERS) host.giveUp(flags.MANY_KEYS);
  const at = marks + (number >> 3);
  const marked = load<u8>(at);
  const bit = <u8>((<u32>1) << ((<u32>number) & 7));
  if ((marked & bit) != 0) host.giveUp(flags.KEY_TWICE);
  store<u8>(at, marked | bit);
}

function write(start: usize, end: usize, hasEscape: bool): void {
  if ((said & flags.ASKED_KEY) != 0) {
    host.writtenKey(start, end);
    if (state.isBson) bson.pendingKey();
    else output.replaceByPending(start - 1, end + 1);
  } else if (state.isBson) {
    if (hasEscape) bson.escapedKey(start, end);
    else bson.key(start, end - start);
  }
}
