import * as bson from './bson';
import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import * as keys from './keys';
import * as output from './masked-output';
import * as namedValues from './named-values';
import * as names from './names';
import * as state from './pass-state';
import { scalar, secret } from './scalar';
import { behindScalar, next, opens } from './scan';
import { text } from './text';

/*
 * Masks JSON in one pass without parsing it, and copies the rest byte for byte or writes it as BSON. Gives up where only the
 * walk over the parsed value can decide: removed keys, keys that come twice, and exceeded limits.
 *
 * Each function takes the offset of its piece and returns the offset behind it.
 */

/** Writes masked JSON at `to` and returns its end; `to` if nothing was masked. */
export function mask(start: usize, end: usize, to: usize, toEnd: usize, depth: i32, stringLength: usize): usize {
  state.begin(false, end, depth, stringLength);
  output.begin(start, to, toEnd);
  whole(start, end);
  return output.end(start, end);
}

/** Writes BSON at `to` and returns its end. @param spare bytes that replacements may take */
export function maskToBson(start: usize, end: usize, to: usize, spare: i32, depth: i32, stringLength: usize): usize {
  state.begin(true, end, depth, stringLength);
  bson.beginBson(to, spare);
  whole(start, end);
  return bson.endOfBson();
}

function whole(start: usize, end: usize): void {
  store<u8>(end, 0);
  keys.forget();
  names.forget();
  namedValues.forget();
  const at = next(start);
  const first: u32 = load<u8>(at);
  if (first != code.OPEN_BRACE && first != code.OPEN_BRACKET) host.giveUp(flags.NOT_JSON);
  if (next(value(first, at, 0)) < end) host.giveUp(flags.NOT_JSON);
}

function value(first: u32, at: usize, depth: i32): usize {
  if (first == code.QUOTE) return text(at, depth);
  if (first == code.OPEN_BRACE) return object(at, depth);
  if (first == code.OPEN_BRACKET) return list(at, depth);
  return scalar(first, at);
}

function object(brace: usize, depth: i32): usize {
  if (depth >= state.maxDepth) host.giveUp(flags.TOO_DEEP);
  const firstKey = keys.opened();
  const firstName = names.opened();
  const firstValue = namedValues.opened();
  const document = state.isBson ? bson.begin(bson.DOCUMENT) : 0;
  let at = next(brace + 1);
  if (load<u8>(at) == <u8>code.CLOSE_BRACE) {
    if (state.isBson) bson.end(document);
    return at + 1;
  }
  state.noteContainer();
  for (let count = 0; ; count++) {
    if (load<u8>(at) != <u8>code.QUOTE) host.giveUp(flags.NOT_JSON);
    at = next(keys.read(at, firstKey, count, depth));
    if (load<u8>(at) != <u8>code.COLON) host.giveUp(flags.NOT_JSON);
    at = next(field(keys.said, next(at + 1), brace, depth));
    const behind: u32 = load<u8>(at);
    if (behind == code.CLOSE_BRACE) break;
    if (behind != code.COMMA) host.giveUp(flags.NOT_JSON);
    at = next(at + 1);
  }
  if (namedValues.opened() > firstValue && names.nameSecret(firstName)) namedValues.mask(firstValue, at);
  if (state.isBson) bson.end(document);
  keys.close(firstKey);
  names.close(firstName);
  namedValues.close(firstValue);
  return at + 1;
}

/** @param said decision about its key */
function field(said: i32, at: usize, brace: usize, depth: i32): usize {
  if ((said & flags.VALUE_KEY) == 0) return fieldValue(said, at, brace, depth);
  const before = state.changes;
  const type = bson.placeOfType();
  const written = namedValues.place(at);
  const end = fieldValue(said, at, brace, depth);
  namedValues.note(at, end, type, written, state.changes != before);
  return end;
}

function fieldValue(said: i32, at: usize, brace: usize, depth: i32): usize {
  if ((said & flags.MASKED_KEY) != 0) return secret(at, said, brace);
  const before = state.changes;
  const first: u32 = load<u8>(at);
  const end = value(first, at, depth + 1);
  if ((said & flags.NAME_KEY) == 0) return end;
  if (state.changes == before) names.note(at);
  else names.noteChanged(first);
  return end;
}

function list(bracket: usize, depth: i32): usize {
  if (depth >= state.maxDepth) host.giveUp(flags.TOO_DEEP);
  const array = state.isBson ? bson.begin(bson.ARRAY) : 0;
  const start = next(bracket + 1);
  const first: u32 = load<u8>(start);
  if (first == code.CLOSE_BRACKET) {
    if (state.isBson) bson.end(array);
    return start + 1;
  }
  state.noteContainer();
  const before = state.changes;
  const end = item(0, first, start, depth);
  const isChanged = state.changes != before;
  let at = next(end);
  if (first == code.QUOTE && isPairOfSecret(start, end, isChanged)) {
    state.noteNode();
    if (state.isBson) bson.index(1);
    at = next(secret(next(at + 1), 0, 0));
  }
  for (let count: u32 = 1; load<u8>(at) != <u8>code.CLOSE_BRACKET; count++) {
    if (load<u8>(at) != <u8>code.COMMA) host.giveUp(flags.NOT_JSON);
    const second = next(at + 1);
    at = next(item(count, load<u8>(second), second, depth));
    if (count == 1 && first == code.QUOTE && opens(load<u8>(second)) && load<u8>(at) == <u8>code.CLOSE_BRACKET)
      assertNoPair(start, end, isChanged);
  }
  if (state.isBson) bson.end(array);
  return at + 1;
}

function item(index: u32, first: u32, at: usize, depth: i32): usize {
  state.noteNode();
  if (state.isBson) bson.index(index);
  return value(first, at, depth + 1);
}

/** `['password', 'x']`. The first was written when this is asked, the second was not. */
function isPairOfSecret(start: usize, end: usize, isChanged: bool): bool {
  const comma = next(end);
  if (load<u8>(comma) != <u8>code.COMMA) return false;
  const second = next(comma + 1);
  if (opens(load<u8>(second)) || load<u8>(next(behindScalar(second, state.textEnd))) != <u8>code.CLOSE_BRACKET)
    return false;
  return names.isSecret(start + 1, end - 1, flags.PAIR) || (isChanged && host.replacedName(flags.PAIR) != 0);
}

/** An object or a list as the second is not read twice, to find out whether a third follows. */
function assertNoPair(start: usize, end: usize, isChanged: bool): void {
  if (isChanged || names.isSecret(start + 1, end - 1, flags.PAIR)) host.giveUp(flags.NAMED_VALUE);
}
