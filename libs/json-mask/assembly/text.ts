import * as bson from './bson';
import * as code from './characters';
import { isDateTime } from './date-time';
import * as escapes from './escapes';
import * as flags from './generated/flags';
import * as host from './host';
import * as output from './masked-output';
import * as state from './pass-state';
import * as strings from './string-classes';

export function text(quote: usize, depth: i32): usize {
  const start = quote + 1;
  state.noteText();
  let end = start;
  let seen: u32 = 0;
  /** In a row, but for spaces and hyphens, as in a card number. */
  let digits: i32 = 0;
  let mostDigits: i32 = 0;
  let isCoded = false;
  let escape: usize = 0;
  for (; ; end++) {
    const byte: u32 = load<u8>(end);
    const kind = strings.classOf(byte);
    if (kind == 0) {
      if (byte != code.SPACE) digits = 0;
      continue;
    }
    if (kind == flags.DIGIT) {
      mostDigits = max(mostDigits, ++digits);
      continue;
    }
    if (kind == flags.QUOTE) break;
    if (kind == flags.CONTROL) host.giveUp(flags.NOT_JSON);
    if (byte != code.MINUS) digits = 0;
    seen |= kind;
    if (kind == flags.HAS_ESCAPE) {
      // Otherwise a backslash at the end would make the scan leave the text.
      if (++end >= state.textEnd) host.giveUp(flags.NOT_JSON);
      escape = end;
      if (escapes.meaningOf(load<u8>(end)) == 0) isCoded = true;
    } else if (kind == flags.TRIGGER && strings.isOfSecretForm(end)) seen |= flags.SECRET_FORM;
  }
  if (end - start > state.maxStringLength) host.giveUp(flags.LONG_TEXT);
  // Of quotes, line breaks and the like only one at the end tells of something: of JSON in a string.
  const isTold = isCoded || (escape != 0 && escape == end - 1);
  const isLookedAt =
    (isTold || strings.needsCloserLook(seen, mostDigits, load<u8>(end - 1))) && !isDateTime(start, end, seen);
  if (isLookedAt && isReplaced(start, end, seen, depth)) return end + 1;
  if (!state.isBson) return end + 1;
  if (isCoded) bson.codedString(start, end);
  else if (escape != 0) bson.escapedString(start, end);
  else bson.string(start, end);
  return end + 1;
}

function isReplaced(start: usize, end: usize, seen: u32, depth: i32): bool {
  const found = host.look(start, end, seen, depth);
  if ((found & flags.CHANGED) != 0) state.noteChange();
  if ((found & flags.REPLACED) == 0) return false;
  if (state.isBson) bson.pendingString();
  else output.replaceByPending(start - 1, end + 1);
  return true;
}
