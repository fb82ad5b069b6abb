/** Closes truncated JSON after its last complete value, so that the beginning of a long body can be parsed and masked. */
export function completeJson(text: string): string | undefined {
  // Opening or closing a level also moves the cut, so these are always the closers at the cut.
  const closers: string[] = [];
  let cut = -1;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      index = endOfString(text, index);
      if (index < 0) break;
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      cut = index + 1;
    } else if (character === '}' || character === ']') {
      closers.pop();
      if (closers.length === 0) return undefined;
      cut = index + 1;
    } else if (character === ',') {
      cut = index;
    }
  }
  return cut < 0 ? undefined : text.slice(0, cut) + closers.toReversed().join('');
}

/** @param length UTF-16 units; the text may be truncated */
export function hasLongText(text: string, length: number): boolean {
  for (let open = text.indexOf('"'); open >= 0;) {
    const close = endOfString(text, open);
    if ((close < 0 ? text.length : close) - open > length) return true;
    if (close < 0) return false;
    open = text.indexOf('"', close + 1);
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let close = start;
  for (;;) {
    close = text.indexOf('"', close + 1);
    if (close < 0) return -1;
    let backslashes = 0;
    while (text[close - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return close;
  }
}
