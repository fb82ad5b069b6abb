import * as code from './characters';

/* Escapes of JSON that name a character by a letter or sign, such as `\n`. */

const MEANINGS: usize = memory.data(256);

export function prepareEscapes(): void {
  const escaped = '"\\/bfnrt';
  const meanings = '"\\/\b\f\n\r\t';
  for (let index = 0; index < escaped.length; index++)
    store<u8>(MEANINGS + escaped.charCodeAt(index), meanings.charCodeAt(index));
}

/** 0 for `u`, and for what may not be escaped. */
export function meaningOf(escaped: u32): u32 {
  return load<u8>(MEANINGS + escaped);
}

/** Returns the end of what it wrote. */
export function unescaped(start: usize, end: usize, to: usize): usize {
  let out = to;
  for (let at = start; at < end; at++) {
    let byte: u32 = load<u8>(at);
    if (byte == code.BACKSLASH) byte = meaningOf(load<u8>(++at));
    store<u8>(out++, <u8>byte);
  }
  return out;
}
