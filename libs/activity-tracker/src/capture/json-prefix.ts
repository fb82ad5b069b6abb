/**
 * Completes JSON text that was cut off: drops the unfinished last value and closes what is open, so that the beginning of
 * a long body can be read, and masked, like any other. `undefined` where the cut leaves nothing whole.
 */
export function completeJson(text: string): string | undefined {
  const closers: string[] = [];
  let cut = -1;
  let closersAtCut = '';
  let index = 0;
  const mark = (position: number) => {
    cut = position;
    closersAtCut = closers.toReversed().join('');
  };
  while (index < text.length) {
    const character = text[index];
    if (character === '"') {
      index = endOfString(text, index);
      if (index < 0) break;
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      mark(index + 1);
    } else if (character === '}' || character === ']') {
      closers.pop();
      if (closers.length === 0) return undefined;
      mark(index + 1);
    } else if (character === ',') {
      mark(index);
    }
    index++;
  }
  return cut < 0 ? undefined : text.slice(0, cut) + closersAtCut;
}

/** Index of the closing quote, or -1 where the string does not end. */
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
