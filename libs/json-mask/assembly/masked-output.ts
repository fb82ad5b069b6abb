import { NO_ROOM } from './generated/flags';
import * as host from './host';
import { noteMoved } from './pass-state';

/* Writes the masked text: copies the source between replaced pieces. */

const MASK: usize = memory.data(64);
let maskLength: usize = 0;

let out: usize = 0;
let outEnd: usize = 0;
let copied: usize = 0;

/** Where the host writes the mask, as JSON. */
export function maskAt(length: usize): usize {
  maskLength = length;
  return MASK;
}

export function maskStart(): usize {
  return MASK;
}

export function maskEnd(): usize {
  return MASK + maskLength;
}

export function begin(start: usize, to: usize, toEnd: usize): void {
  out = to;
  outEnd = toEnd;
  copied = start;
}

/** Returns the end of the output; its start if nothing was replaced. */
export function end(start: usize, end: usize): usize {
  if (copied > start) keepUntil(end);
  return out;
}

export function replaceByMask(start: usize, end: usize): void {
  keepUntil(start);
  reserve(maskLength);
  memory.copy(out, MASK, maskLength);
  out += maskLength;
  copied = end;
}

export function replaceByPending(start: usize, end: usize): void {
  keepUntil(start);
  const length = <usize>host.pending();
  reserve(length);
  host.put(out);
  out += length;
  copied = end;
}

/** Where the text from here on is written, provided that it is. */
export function placeOf(at: usize): usize {
  return out + at - copied;
}

export function flush(at: usize): void {
  keepUntil(at);
  copied = at;
}

/** Puts the mask in place of what was written. @param at offset in the text up to which all is masked */
export function overwrite(start: usize, end: usize, at: usize): void {
  flush(at);
  reserve(maskLength);
  noteMoved(out - end);
  memory.copy(start + maskLength, end, out - end);
  memory.copy(start, MASK, maskLength);
  out = out + maskLength - (end - start);
}

function keepUntil(end: usize): void {
  const length = end - copied;
  reserve(length);
  memory.copy(out, copied, length);
  out += length;
}

function reserve(length: usize): void {
  if (out + length > outEnd) host.giveUp(NO_ROOM);
}
