import * as code from './characters';
import { DIGIT, SEPARATOR, TRIGGER } from './generated/flags';
import { isDigit } from './scan';

/** `0` stands for a digit. */
const DATE = '0000-00-00T00:00';
/** Z */
const UTC: u32 = 90;

/** Whether a string is an ISO 8601 date-time. Nearly every response has some; recognizing them here saves a callback. */
export function isDateTime(start: usize, end: usize, seen: u32): bool {
  if ((seen & ~(SEPARATOR | TRIGGER | DIGIT)) != 0 || !isShaped(start, end)) return false;
  let at = start + DATE.length;
  if (at + 3 <= end && load<u8>(at) == <u8>code.COLON && areDigits(at + 1, 2)) {
    at += 3;
    if (at + 4 <= end && load<u8>(at) == <u8>code.POINT && areDigits(at + 1, 3)) at += 4;
  }
  if (at == end) return true;
  const zone: u32 = load<u8>(at);
  if (zone == UTC) return at + 1 == end;
  return (
    (zone == code.PLUS || zone == code.MINUS) &&
    at + 6 == end &&
    areDigits(at + 1, 2) &&
    load<u8>(at + 3) == <u8>code.COLON &&
    areDigits(at + 4, 2)
  );
}

function isShaped(start: usize, end: usize): bool {
  if (end - start < <usize>DATE.length) return false;
  for (let index = 0; index < DATE.length; index++) {
    const byte: u32 = load<u8>(start + index);
    const expected: u32 = DATE.charCodeAt(index);
    if (expected == code.ZERO ? !isDigit(byte) : byte != expected) return false;
  }
  return true;
}

function areDigits(start: usize, count: i32): bool {
  for (let index = 0; index < count; index++) if (!isDigit(load<u8>(start + index))) return false;
  return true;
}
