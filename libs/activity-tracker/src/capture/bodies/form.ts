const [AMPERSAND, PERCENT, PLUS, SPACE, EQUALS] = [38, 37, 43, 32, 61];
const FIRST_BEYOND_ASCII = 0x80;
/** For each byte: 1 if it is not literal. */
const SIGNS = new Uint8Array(256).fill(1, FIRST_BEYOND_ASCII);
for (const sign of [AMPERSAND, PERCENT, PLUS, EQUALS]) SIGNS[sign] = 1;
/** For each byte: its value as a hexadecimal digit; far below 0 if it is none. */
const DIGITS = new Int16Array(256).fill(-1_000);
Array.from('0123456789abcdef').forEach((digit, value) => {
  DIGITS[digit.charCodeAt(0)] = DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
});

/** Parses an urlencoded form like `URLSearchParams` (url.spec.whatwg.org), ten times faster for many fields. */
export function readForm(text: string): [string, string][] {
  const start = text.startsWith('?') ? 1 : 0;
  return /[%+]/.test(text) ? decodedFields(Buffer.from(`${text}&`), start) : writtenFields(text, start);
}

function writtenFields(text: string, from: number): [string, string][] {
  const fields: [string, string][] = [];
  for (let start = from; start < text.length;) {
    const next = text.indexOf('&', start);
    const end = next < 0 ? text.length : next;
    if (end > start) {
      const field = text.slice(start, end);
      const equals = field.indexOf('=');
      fields.push(equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)]);
    }
    start = end + 1;
  }
  return fields;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly isAscii: boolean;
}

/** Decodes in place, in one pass: the result is never longer. @param bytes end with a separator */
function decodedFields(bytes: Buffer, from: number): [string, string][] {
  const pieces: Piece[] = [];
  const { length } = bytes;
  let start = from;
  let to = from;
  let isAscii = true;
  let isName = true;
  for (let at = from; at < length; at++) {
    let byte = bytes[at]!;
    if (SIGNS[byte] === 0) {
      bytes[to++] = byte;
      continue;
    }
    if (byte === AMPERSAND || (byte === EQUALS && isName)) {
      const isEmpty = byte === AMPERSAND && isName && to === start;
      if (!isEmpty) pieces.push({ start, end: to, isAscii });
      if (byte === AMPERSAND && isName && !isEmpty) pieces.push({ start: to, end: to, isAscii });
      isName = byte === AMPERSAND;
      isAscii = true;
      start = to = at + 1;
      continue;
    }
    if (byte === PLUS) byte = SPACE;
    else if (byte === PERCENT && at + 2 < length) {
      const escaped = DIGITS[bytes[at + 1]!]! * 16 + DIGITS[bytes[at + 2]!]!;
      if (escaped >= 0) {
        byte = escaped;
        at += 2;
      }
    }
    if (byte >= FIRST_BEYOND_ASCII) isAscii = false;
    bytes[to++] = byte;
  }
  const ascii = bytes.toString('latin1');
  const read = (piece: Piece): string =>
    piece.isAscii ? ascii.slice(piece.start, piece.end) : bytes.toString('utf8', piece.start, piece.end);
  const fields: [string, string][] = [];
  for (let at = 0; at < pieces.length; at += 2) fields.push([read(pieces[at]!), read(pieces[at + 1]!)]);
  return fields;
}
