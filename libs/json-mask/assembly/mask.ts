import * as bson from './bson';
import * as code from './characters';
import { isDateTime } from './date-time';
import * as flags from './generated/flags';
import * as host from './host';
import { saidOf } from './key-table';
import * as output from './masked-output';
import * as names from './names';
import { behindNumber, behindScalar, behindWord, beginsNumber, hasExponent, next } from './scan';
import * as strings from './string-classes';

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
/** Characters of a number; fewer are enough only with an exponent. */
const SHORTEST_CARD: usize = 13;

const DEEPEST: i32 = 64;
/** Decisions about the keys of all open objects. */
const KEYS: usize = memory.data(MOST_KEYS * (DEEPEST + 1) * 4, 4);
let isBson = false;
let textEnd: usize = 0;
let maxDepth: i32 = 0;
let maxStringLength: usize = 0;
let open: i32 = 0;
let changes: i32 = 0;
let nodes: i32 = 0;
let keys: i32 = 0;
let texts: i32 = 0;

export function nodesSeen(): i32 {
  return nodes;
}

/** Work granted for the values so far; the factors are those of `WORTH` in `masking/budget/work-budget.ts`. */
export function worthSeen(): i32 {
  return nodes * 120 + keys * 75 + texts * 80;
}

/** Writes masked JSON at `to` and returns its end; `to` if nothing was masked. */
export function mask(start: usize, end: usize, to: usize, toEnd: usize, depth: i32, stringLength: usize): usize {
  isBson = false;
  output.begin(start, to, toEnd);
  whole(start, end, depth, stringLength);
  return output.end(start, end);
}

/** Writes BSON at `to` and returns its end. @param spare bytes that replacements may take */
export function maskToBson(start: usize, end: usize, to: usize, spare: i32, depth: i32, stringLength: usize): usize {
  isBson = true;
  bson.beginBson(to, spare);
  whole(start, end, depth, stringLength);
  return bson.endOfBson();
}

function whole(start: usize, end: usize, depth: i32, stringLength: usize): void {
  store<u8>(end, 0);
  textEnd = end;
  maxDepth = min(depth, DEEPEST);
  maxStringLength = stringLength;
  open = 0;
  names.forget();
  changes = 0;
  nodes = 0;
  keys = 0;
  texts = 0;
  const at = next(start);
  const first: u32 = load<u8>(at);
  if (first != code.OPEN_BRACE && first != code.OPEN_BRACKET) host.giveUp();
  if (next(value(first, at, 0)) < end) host.giveUp();
}

function value(first: u32, at: usize, depth: i32): usize {
  if (first == code.QUOTE) return text(at, depth);
  if (first == code.OPEN_BRACE) return object(at, depth);
  if (first == code.OPEN_BRACKET) return list(at, depth);
  return scalar(first, at);
}

function object(brace: usize, depth: i32): usize {
  if (depth >= maxDepth) host.giveUp();
  const firstKey = open;
  const firstName = names.opened();
  const document = isBson ? bson.begin(bson.DOCUMENT) : 0;
  let hasValue = false;
  let at = next(brace + 1);
  if (load<u8>(at) == <u8>code.CLOSE_BRACE) {
    if (isBson) bson.end(document);
    return at + 1;
  }
  for (;;) {
    if (load<u8>(at) != <u8>code.QUOTE) host.giveUp();
    at = next(key(at, firstKey));
    if (load<u8>(at) != <u8>code.COLON) host.giveUp();
    at = next(at + 1);
    const said = load<i32>(KEYS + ((open - 1) << 2));
    if ((said & flags.VALUE_KEY) != 0) hasValue = true;
    if ((said & flags.MASKED_KEY) != 0) at = secret(at, said);
    else if ((said & flags.NAME_KEY) != 0) at = nameValue(at, depth);
    else at = value(load<u8>(at), at, depth + 1);
    at = next(at);
    const behind: u32 = load<u8>(at);
    if (behind == code.CLOSE_BRACE) break;
    if (behind != code.COMMA) host.giveUp();
    at = next(at + 1);
  }
  if (isBson) bson.end(document);
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
    if ((kind & (flags.HAS_ESCAPE | flags.CONTROL | flags.HAS_REPLACED)) != 0) host.giveUp();
  }
  const length = <i32>(end - start);
  if (length > LONGEST_KEY || open - firstKey >= MOST_KEYS) host.giveUp();
  const said = saidOf(start, length);
  if (said < 0) host.giveUp();
  for (let index = firstKey; index < open; index++) if (load<i32>(KEYS + (index << 2)) == said) host.giveUp();
  store<i32>(KEYS + (open << 2), said);
  open++;
  nodes++;
  keys++;
  if (isBson) bson.key(start, <usize>length);
  return end + 1;
}

function nameValue(at: usize, depth: i32): usize {
  const before = changes;
  const end = value(load<u8>(at), at, depth + 1);
  names.note(changes == before ? at : 0);
  return end;
}

function list(bracket: usize, depth: i32): usize {
  if (depth >= maxDepth) host.giveUp();
  const array = isBson ? bson.begin(bson.ARRAY) : 0;
  const start = next(bracket + 1);
  const first: u32 = load<u8>(start);
  if (first == code.CLOSE_BRACKET) {
    if (isBson) bson.end(array);
    return start + 1;
  }
  const before = changes;
  nodes++;
  if (isBson) bson.index(0);
  const end = value(first, start, depth + 1);
  const isAsWritten = changes == before;
  let count: i32 = 1;
  let at = next(end);
  for (; load<u8>(at) != <u8>code.CLOSE_BRACKET; count++) {
    if (load<u8>(at) != <u8>code.COMMA) host.giveUp();
    at = next(at + 1);
    nodes++;
    if (isBson) bson.index(<u32>count);
    at = next(value(load<u8>(at), at, depth + 1));
  }
  if (isBson) bson.end(array);
  // `['password', 'x']`
  if (count == 2 && first == code.QUOTE && (!isAsWritten || names.isSecret(start + 1, end - 1, false))) host.giveUp();
  return at + 1;
}

function text(quote: usize, depth: i32): usize {
  const start = quote + 1;
  texts++;
  let end = start;
  let seen: u32 = 0;
  let digits: i32 = 0;
  for (; ; end++) {
    const kind = strings.classOf(load<u8>(end));
    if (kind == 0) continue;
    if (kind == flags.DIGIT) {
      digits++;
      continue;
    }
    if (kind == flags.QUOTE) break;
    if (kind == flags.CONTROL) host.giveUp();
    seen |= kind;
    if (kind == flags.HAS_ESCAPE) {
      // Otherwise a backslash at the end would make the scan leave the text.
      if (++end >= textEnd) host.giveUp();
    } else if (kind == flags.TRIGGER && strings.isOfSecretForm(end)) seen |= flags.SECRET_FORM;
  }
  if (end - start > maxStringLength) host.giveUp();
  const isLookedAt = strings.needsCloserLook(seen, digits, load<u8>(end - 1)) && !isDateTime(start, end, seen);
  if (isLookedAt && isReplaced(start, end, seen, depth)) return end + 1;
  if (isBson) keptString(start, end, (seen & flags.HAS_ESCAPE) != 0);
  return end + 1;
}

function isReplaced(start: usize, end: usize, seen: u32, depth: i32): bool {
  const found = host.look(start, end, seen, depth);
  if ((found & flags.CHANGED) != 0) changes++;
  if ((found & flags.REPLACED) == 0) return false;
  if (isBson) bson.pendingString();
  else output.replaceByPending(start - 1, end + 1);
  return true;
}

function keptString(start: usize, end: usize, hasEscape: bool): void {
  if (hasEscape) bson.escapedString(start, end);
  else bson.string(start, end);
}

function scalar(first: u32, start: usize): usize {
  if (!beginsNumber(first)) {
    if (isBson) bson.word(first);
    return behindWord(start);
  }
  const end = behindNumber(start);
  const mayBeCard = end - start >= SHORTEST_CARD || hasExponent(start, end);
  if (mayBeCard && host.card(start, end) != 0) maskSecret(start, end);
  else if (isBson) bson.number(start, end);
  return end;
}

/** Masks the value of a sensitive key as a whole. */
function secret(start: usize, said: i32): usize {
  const end = behindScalar(start, textEnd);
  const isMasked = host.secret(start, end, said) != 0;
  if (isMasked) maskSecret(start, end);
  else if (isBson) keptSecret(start, end);
  if ((said & flags.NAME_KEY) != 0) names.note(isMasked ? 0 : start);
  return end;
}

function keptSecret(start: usize, end: usize): void {
  if (load<u8>(start) == <u8>code.QUOTE) bson.escapedString(start + 1, end - 1);
  else if (beginsNumber(load<u8>(start))) bson.number(start, end);
  else bson.word(load<u8>(start));
}

function maskSecret(start: usize, end: usize): void {
  changes++;
  if (isBson) bson.standIn(output.maskStart() + 1, output.maskEnd() - 1);
  else output.replaceByMask(start, end);
}
