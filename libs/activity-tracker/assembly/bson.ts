import * as code from './characters';
import * as host from './host';
import { isDigit, isExponent } from './scan';

/*
 * Writes JSON as BSON in one pass, with no value in between. The JSON was masked here before: it is valid, an object or a
 * list, each key once in its object and never escaped; nothing here checks it again. There has to be room for what is written.
 */

/** Types of elements, as the BSON specification numbers them. */
const DOUBLE: u8 = 1;
const STRING: u8 = 2;
const DOCUMENT: u8 = 3;
const ARRAY: u8 = 4;
const BOOLEAN: u8 = 8;
const NULL: u8 = 10;
const INT32: u8 = 16;

/** A whole number of so many digits is exact as a double, and so is its quotient by a power of ten that is. */
const SURELY_EXACT: i32 = 15;
const POWERS: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]);

let at: usize = 0;
let out: usize = 0;

/** Returns the end of what it wrote. */
export function toBson(start: usize, to: usize): usize {
  at = start;
  out = to;
  if (next() == code.OPEN_BRACE) fields();
  else items();
  return out;
}

function fields(): void {
  const start = out;
  out += 4;
  at++;
  for (let byte = next(); byte != code.CLOSE_BRACE; byte = next()) {
    if (byte == code.COMMA) {
      at++;
      next();
    }
    // Its type is not known yet.
    const type = out++;
    characters();
    store<u8>(out++, 0);
    next();
    at++;
    store<u8>(type, value(next()));
  }
  end(start);
}

function items(): void {
  const start = out;
  out += 4;
  at++;
  let index: u32 = 0;
  for (let byte = next(); byte != code.CLOSE_BRACKET; byte = next()) {
    if (index > 0) at++;
    const type = out++;
    indexKey(index++);
    store<u8>(type, value(next()));
  }
  end(start);
}

function end(start: usize): void {
  at++;
  store<u8>(out++, 0);
  store<u32>(start, <u32>(out - start));
}

function indexKey(index: u32): void {
  let power: u32 = 1;
  while (index / power >= 10) power *= 10;
  for (; power > 0; power /= 10) store<u8>(out++, <u8>(code.ZERO + ((index / power) % 10)));
  store<u8>(out++, 0);
}

/** Returns the type of what it wrote. */
function value(first: u32): u8 {
  switch (first) {
    case code.QUOTE: {
      const length = out;
      out += 4;
      characters();
      store<u8>(out++, 0);
      store<u32>(length, <u32>(out - length - 4));
      return STRING;
    }
    case code.OPEN_BRACE:
      fields();
      return DOCUMENT;
    case code.OPEN_BRACKET:
      items();
      return ARRAY;
    case code.LOWER_T:
      at += 4;
      store<u8>(out++, 1);
      return BOOLEAN;
    case code.LOWER_F:
      at += 5;
      store<u8>(out++, 0);
      return BOOLEAN;
    case code.LOWER_N:
      at += 4;
      return NULL;
    default:
      return number(first);
  }
}

/** What stands between two quotes. */
function characters(): void {
  const start = at + 1;
  let from = start;
  let to = out;
  for (let byte: u32 = load<u8>(from); byte != code.QUOTE; byte = load<u8>(++from)) {
    if (byte == code.BACKSLASH) {
      escapedCharacters(start);
      return;
    }
    store<u8>(to++, <u8>byte);
  }
  out = to;
  at = from + 1;
}

function escapedCharacters(start: usize): void {
  let from = start;
  for (let byte: u32 = load<u8>(from); byte != code.QUOTE; byte = load<u8>(from))
    from += byte == code.BACKSLASH ? 2 : 1;
  out += host.unescape(start - 1, from + 1, out);
  at = from + 1;
}

function number(first: u32): u8 {
  const start = at;
  let from = first == code.MINUS ? start + 1 : start;
  let digits: u64 = 0;
  let count: i32 = 0;
  let behindPoint: i32 = 0;
  let byte: u32 = load<u8>(from);
  for (; isDigit(byte); count++) {
    digits = digits * 10 + (byte - code.ZERO);
    byte = load<u8>(++from);
  }
  if (byte == code.POINT) {
    byte = load<u8>(++from);
    for (; isDigit(byte); count++, behindPoint++) {
      digits = digits * 10 + (byte - code.ZERO);
      byte = load<u8>(++from);
    }
  }
  const isExact = count <= SURELY_EXACT && !isExponent(byte);
  while (isOfNumber(load<u8>(from))) from++;
  at = from;
  if (!isExact) return written(host.toNumber(start, from));
  const size = <f64>digits / load<f64>(POWERS + (behindPoint << 3));
  return written(first == code.MINUS ? -size : size);
}

/** As the driver does: 32 bits where that is all of it, and no minus is lost. */
function written(number: f64): u8 {
  const isInt32 = number >= i32.MIN_VALUE && number <= i32.MAX_VALUE && number == trunc(number);
  if (isInt32 && (number != 0 || reinterpret<u64>(number) == 0)) {
    store<i32>(out, <i32>number);
    out += 4;
    return INT32;
  }
  store<f64>(out, number);
  out += 8;
  return DOUBLE;
}

function isOfNumber(byte: u32): bool {
  return isDigit(byte) || byte == code.POINT || isExponent(byte) || byte == code.MINUS || byte == code.PLUS;
}

/** What comes next, white space aside. */
function next(): u32 {
  let byte: u32 = load<u8>(at);
  while (byte <= code.SPACE) byte = load<u8>(++at);
  return byte;
}
