import * as host from './host';

/* The text as it comes out: copied but for the pieces that something else stands for. */

const MASK: usize = memory.data(64);
let maskLength: usize = 0;

let out: usize = 0;
let outEnd: usize = 0;
/** Up to where the text was copied. */
let copied: usize = 0;

/** Where what stands for a secret, as JSON, is to be written. */
export function maskAt(length: usize): usize {
  maskLength = length;
  return MASK;
}

/** The mask as it was written, quotes included. */
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

/** Returns the end of what was written: where it began, if nothing was replaced. */
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

/** By what the host has for it. */
export function replaceByPending(start: usize, end: usize): void {
  keepUntil(start);
  const length = <usize>host.pending();
  reserve(length);
  host.put(out);
  out += length;
  copied = end;
}

function keepUntil(end: usize): void {
  const length = end - copied;
  reserve(length);
  memory.copy(out, copied, length);
  out += length;
}

function reserve(length: usize): void {
  if (out + length > outEnd) host.giveUp();
}
