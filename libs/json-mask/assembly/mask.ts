import * as bson from './bson';
import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import { saidOf } from './key-table';
import * as output from './masked-output';
import * as names from './names';
import * as state from './pass-state';
import { scalar, secret } from './scalar';
import { next } from './scan';
import * as strings from './string-classes';
import { text } from './text';

/*
 * Masks JSON in one pass without parsing it, and copies the rest byte for byte or writes it as BSON. Gives up where only the
 * walk over the parsed value can decide: renamed or removed keys, secrets that are objects, values named by their neighbor,
 * and exceeded limits.
 *
 * Each function takes the offset of its piece and returns the offset behind it.
 */

/** Above this, finding duplicate keys takes longer than parsing. */
const MOST_KEYS: i32 = 64;
const LONGEST_KEY: i32 = 256;
/** Decisions about the keys of all open objects. */
const KEYS: usize = memory.data(MOST_KEYS * (state.DEEPEST + 1) * 4, 4);

let open: i32 = 0;

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
  open = 0;
  names.forget();
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
  const firstKey = open;
  const firstName = names.opened();
  const document = state.isBson ? bson.begin(bson.DOCUMENT) : 0;
  let hasValue = false;
  let at = next(brace + 1);
  if (load<u8>(at) == <u8>code.CLOSE_BRACE) {
    if (state.isBson) bson.end(document);
    return at + 1;
  }
  for (;;) {
    if (load<u8>(at) != <u8>code.QUOTE) host.giveUp(flags.NOT_JSON);
    at = next(key(at, firstKey));
    if (load<u8>(at) != <u8>code.COLON) host.giveUp(flags.NOT_JSON);
    at = next(at + 1);
    const said = load<i32>(KEYS + ((open - 1) << 2));
    if ((said & flags.VALUE_KEY) != 0) hasValue = true;
    if ((said & flags.MASKED_KEY) != 0) at = secret(at, said);
    else if ((said & flags.NAME_KEY) != 0) at = nameValue(at, depth);
    else at = value(load<u8>(at), at, depth + 1);
    at = next(at);
    const behind: u32 = load<u8>(at);
    if (behind == code.CLOSE_BRACE) break;
    if (behind != code.COMMA) host.giveUp(flags.NOT_JSON);
    at = next(at + 1);
  }
  if (state.isBson) bson.end(document);
  open = firstKey;
  names.close(firstName, hasValue);
  return at + 1;
}

function key(quote: usize, firstKey: i32): usize {
  const start = quote + 1;
  let end = start;
  for (; ; end++) {
    const kind = strings.classOf(load<u8>(end));
    if (kind == 0) continue;
    if (kind == flags.QUOTE) break;
    if ((kind & (flags.HAS_ESCAPE | flags.CONTROL | flags.HAS_REPLACED)) != 0) host.giveUp(flags.KEY_FORM);
  }
  const length = <i32>(end - start);
  if (length > LONGEST_KEY || open - firstKey >= MOST_KEYS) host.giveUp(flags.MANY_KEYS);
  const said = saidOf(start, length);
  if (said < 0) host.giveUp(flags.KEY_RULE);
  for (let index = firstKey; index < open; index++)
    if (load<i32>(KEYS + (index << 2)) == said) host.giveUp(flags.KEY_TWICE);
  store<i32>(KEYS + (open << 2), said);
  open++;
  state.noteNode();
  state.noteKey();
  if (state.isBson) bson.key(start, <usize>length);
  return end + 1;
}

function nameValue(at: usize, depth: i32): usize {
  const before = state.changes;
  const end = value(load<u8>(at), at, depth + 1);
  names.note(state.changes == before ? at : 0);
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
  const before = state.changes;
  state.noteNode();
  if (state.isBson) bson.index(0);
  const end = value(first, start, depth + 1);
  const isAsWritten = state.changes == before;
  let count: i32 = 1;
  let at = next(end);
  for (; load<u8>(at) != <u8>code.CLOSE_BRACKET; count++) {
    if (load<u8>(at) != <u8>code.COMMA) host.giveUp(flags.NOT_JSON);
    at = next(at + 1);
    state.noteNode();
    if (state.isBson) bson.index(<u32>count);
    at = next(value(load<u8>(at), at, depth + 1));
  }
  if (state.isBson) bson.end(array);
  // `['password', 'x']`
  if (count == 2 && first == code.QUOTE && (!isAsWritten || names.isSecret(start + 1, end - 1, false)))
    host.giveUp(flags.NAMED_VALUE);
  return at + 1;
}
