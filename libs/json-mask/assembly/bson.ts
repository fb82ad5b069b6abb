import * as code from './characters';
import * as escapes from './escapes';
import { NO_ROOM } from './generated/flags';
import * as host from './host';
import { noteMoved } from './pass-state';
import { isDigit, isExponent } from './scan';

/*
 * BSON as it comes out, element by element: a key or an index, and then its value. The room is that of the largest BSON
 * which the text can become; what stands for something else is counted, as it may be longer than that.
 */

/** Types of elements, as the BSON specification numbers them. */
const DOUBLE: u8 = 1;
const STRING: u8 = 2;
export const DOCUMENT: u8 = 3;
export const ARRAY: u8 = 4;
const BOOLEAN: u8 = 8;
const NULL: u8 = 10;
const INT32: u8 = 16;

/** An integer of so many digits fits into 64 bits, and is rounded once when it becomes a double. */
const MOST_DIGITS: i32 = 19;
/** Up to here integers are doubles, so that their quotient by one of {@link POWERS} is rounded once. */
const LARGEST_EXACT: u64 = 1 << 53;
const LARGEST_POWER: i32 = 22;
const POWERS: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);
const LONGEST_LOOPED: usize = 64;
/** The root document has no type byte. */
const NOWHERE: usize = memory.data(1);

let out: usize = 0;
/** Offset of the type byte, written once the value is known. */
let typeAt: usize = 0;
/** Bytes left for replacements. */
let spare: i32 = 0;

export function beginBson(to: usize, spareBytes: i32): void {
  out = to;
  typeAt = NOWHERE;
  spare = spareBytes;
}

export function endOfBson(): usize {
  return out;
}

export function key(start: usize, length: usize): void {
  typeAt = out++;
  copy(start, length);
  store<u8>(out++, 0);
}

export function escapedKey(start: usize, end: usize): void {
  typeAt = out++;
  out += host.unescape(start - 1, end + 1, out);
  store<u8>(out++, 0);
}

export function pendingKey(): void {
  const size = host.pending();
  take(size);
  typeAt = out++;
  host.put(out);
  out += size;
  store<u8>(out++, 0);
}

export function index(number: u32): void {
  typeAt = out++;
  let power: u32 = 1;
  while (number / power >= 10) power *= 10;
  for (; power > 0; power /= 10) store<u8>(out++, <u8>(code.ZERO + ((number / power) % 10)));
  store<u8>(out++, 0);
}

/** Pass the result to {@link end}. */
export function begin(type: u8): usize {
  store<u8>(typeAt, type);
  const start = out;
  out += 4;
  return start;
}

export function end(start: usize): void {
  store<u8>(out++, 0);
  store<u32>(start, <u32>(out - start));
}

export function string(start: usize, end: usize): void {
  const length = beginString();
  copy(start, end - start);
  endString(length);
}

/** Escapes of one character alone. */
export function escapedString(start: usize, end: usize): void {
  const length = beginString();
  out = escapes.unescaped(start, end, out);
  endString(length);
}

/** With an escape such as `\u0041`. */
export function codedString(start: usize, end: usize): void {
  const length = beginString();
  out += host.unescape(start - 1, end + 1, out);
  endString(length);
}

export function pendingString(): void {
  const size = host.pending();
  take(size);
  const length = beginString();
  host.put(out);
  out += size;
  endString(length);
}

export function standIn(start: usize, end: usize): void {
  take(<i32>(end - start));
  string(start, end);
}

/** Where the next value is written, behind its key. */
export function place(): usize {
  return out;
}

export function placeOfType(): usize {
  return typeAt;
}

/** Puts a string in place of a value. @param type offset of its type byte */
export function overwrite(type: usize, from: usize, to: usize, start: usize, end: usize): void {
  const length = end - start;
  const size: usize = 4 + length + 1;
  take(<i32>size);
  noteMoved(out - to);
  memory.copy(from + size, to, out - to);
  store<u8>(type, STRING);
  store<u32>(from, <u32>(length + 1));
  memory.copy(from + 4, start, length);
  store<u8>(from + 4 + length, 0);
  out = out + size - (to - from);
}

/** Where a string begins that was written at `from`. */
export function textStart(from: usize): usize {
  return from + 4;
}

export function textEnd(to: usize): usize {
  return to - 1;
}

export function word(first: u32): void {
  if (first == code.LOWER_N) {
    store<u8>(typeAt, NULL);
    return;
  }
  store<u8>(typeAt, BOOLEAN);
  store<u8>(out++, first == code.LOWER_T ? 1 : 0);
}

export function number(start: usize, end: usize): void {
  const isNegative = load<u8>(start) == <u8>code.MINUS;
  let digits: u64 = 0;
  let count: i32 = 0;
  let behindPoint: i32 = 0;
  let seenPoint = false;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const byte: u32 = load<u8>(at);
    if (isDigit(byte)) {
      digits = digits * 10 + (byte - code.ZERO);
      count++;
      if (seenPoint) behindPoint++;
    } else if (byte == code.POINT) seenPoint = true;
    else if (isExponent(byte)) count = MOST_DIGITS + 1;
  }
  if (count > MOST_DIGITS || (behindPoint > 0 && (digits > LARGEST_EXACT || behindPoint > LARGEST_POWER))) {
    written(host.toNumber(start, end));
    return;
  }
  const size = <f64>digits / load<f64>(POWERS + (behindPoint << 3));
  written(isNegative ? -size : size);
}

/** Like the driver: int32 if the value fits and is not -0, else double. */
function written(value: f64): void {
  const isInt32 = value >= i32.MIN_VALUE && value <= i32.MAX_VALUE && value == trunc(value);
  if (isInt32 && (value != 0 || reinterpret<u64>(value) == 0)) {
    store<u8>(typeAt, INT32);
    store<i32>(out, <i32>value);
    out += 4;
    return;
  }
  store<u8>(typeAt, DOUBLE);
  store<f64>(out, value);
  out += 8;
}

function beginString(): usize {
  store<u8>(typeAt, STRING);
  const length = out;
  out += 4;
  return length;
}

function endString(length: usize): void {
  store<u8>(out++, 0);
  store<u32>(length, <u32>(out - length - 4));
}

function take(bytes: i32): void {
  spare -= bytes;
  if (spare < 0) host.giveUp(NO_ROOM);
}

/** May read and write a few bytes beyond the end, which the next element overwrites. */
function copy(start: usize, length: usize): void {
  if (length > LONGEST_LOOPED) memory.copy(out, start, length);
  else for (let at: usize = 0; at < length; at += 8) store<u64>(out + at, load<u64>(start + at));
  out += length;
}
