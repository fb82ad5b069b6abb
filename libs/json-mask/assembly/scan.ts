import * as code from './characters';
import { NOT_JSON } from './generated/flags';
import { giveUp } from './host';

/*
 * Scans tokens of JSON in UTF-8 terminated by NUL. Each function takes the offset of its token and returns the offset behind
 * it, or gives up.
 */

export function next(at: usize): usize {
  return load<u8>(at) > <u8>code.SPACE ? at : behindSpace(at);
}

function behindSpace(start: usize): usize {
  let at = start;
  while (isSpace(load<u8>(at))) at++;
  return at;
}

function isSpace(byte: u32): bool {
  return byte == code.SPACE || byte == code.LINE_FEED || byte == code.RETURN || byte == code.TAB;
}

export function behindWord(start: usize): usize {
  const word = load<u32>(start);
  if (word == code.TRUE || word == code.NULL) return start + 4;
  if (load<u8>(start) != <u8>code.LOWER_F || load<u32>(start + 1) != code.ALSE) giveUp(NOT_JSON);
  return start + 5;
}

export function beginsNumber(byte: u32): bool {
  return byte == code.MINUS || isDigit(byte);
}

export function behindNumber(start: usize): usize {
  let at = load<u8>(start) == <u8>code.MINUS ? start + 1 : start;
  at = load<u8>(at) == <u8>code.ZERO ? at + 1 : behindDigits(at);
  if (load<u8>(at) == <u8>code.POINT) at = behindDigits(at + 1);
  if (!isExponent(load<u8>(at))) return at;
  const sign: u32 = load<u8>(at + 1);
  return behindDigits(sign == code.MINUS || sign == code.PLUS ? at + 2 : at + 1);
}

export function hasExponent(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) if (isExponent(load<u8>(at))) return true;
  return false;
}

export function isExponent(byte: u32): bool {
  return byte == code.LOWER_E || byte == code.UPPER_E;
}

export function isDigit(byte: u32): bool {
  return byte - code.ZERO <= 9;
}

function behindDigits(start: usize): usize {
  let at = start;
  while (isDigit(load<u8>(at))) at++;
  if (at == start) giveUp(NOT_JSON);
  return at;
}

/** Finds the end of a value without validating it: the caller parses it. */
export function behindValue(start: usize, end: usize): usize {
  if (!opens(load<u8>(start))) return behindScalar(start, end);
  let at = start;
  let depth: i32 = 0;
  do {
    if (at >= end) giveUp(NOT_JSON);
    const byte: u32 = load<u8>(at);
    if (byte == code.QUOTE) at = behindString(at, end);
    else {
      if (opens(byte)) depth++;
      else if (byte == code.CLOSE_BRACE || byte == code.CLOSE_BRACKET) depth--;
      at++;
    }
  } while (depth > 0);
  return at;
}

export function opens(byte: u32): bool {
  return byte == code.OPEN_BRACE || byte == code.OPEN_BRACKET;
}

/** {@link behindValue} of neither an object nor a list. */
export function behindScalar(start: usize, end: usize): usize {
  if (load<u8>(start) == <u8>code.QUOTE) return behindString(start, end);
  let at = start + 1;
  while (isOfScalar(load<u8>(at))) at++;
  return at;
}

export function behindString(start: usize, end: usize): usize {
  let at = start + 1;
  while (at < end) {
    const bytes = load<u64>(at);
    const stops = zerosIn(bytes ^ QUOTES) | zerosIn(bytes ^ BACKSLASHES);
    if (stops == 0) at += 8;
    else {
      at += <usize>(ctz(stops) >> 3);
      if (load<u8>(at) != <u8>code.BACKSLASH) break;
      at += 2;
    }
  }
  if (at >= end) giveUp(NOT_JSON);
  return at + 1;
}

const QUOTES: u64 = 0x2222222222222222;
const BACKSLASHES: u64 = 0x5c5c5c5c5c5c5c5c;

/** The lowest bit that is set belongs to the first byte that is 0. */
function zerosIn(bytes: u64): u64 {
  return (bytes - 0x0101010101010101) & ~bytes & 0x8080808080808080;
}

function isOfScalar(byte: u32): bool {
  return (
    isDigit(byte) ||
    (byte >= code.LOWER_A && byte <= code.LOWER_Z) ||
    byte == code.UPPER_E ||
    (byte >= code.PLUS && byte <= code.POINT && byte != code.COMMA)
  );
}
