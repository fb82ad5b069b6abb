/** Controls, zero-width and bidirectional characters, lone surrogates, tags and variation selectors. */
const INVISIBLE =
  // eslint-disable-next-line no-misleading-character-class
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeOf = (character: string): string => {
  const code = character.codePointAt(0)!;
  return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`);
};

export const visible = (text: string): string => text.replaceAll(INVISIBLE, escapeOf);

/** Pieces in turn as they came and, `escaped`, as an escape. */
export function visiblePieces(text: string): { text: string; escaped: boolean }[] {
  const pieces: { text: string; escaped: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(INVISIBLE)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), escaped: false });
    pieces.push({ text: escapeOf(match[0]), escaped: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), escaped: false });
  return pieces;
}
