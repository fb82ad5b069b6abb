/** What a terminal obeys: control characters, and those that turn the direction of a text. */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of any value, with control characters as escapes: a stored text must not write to a terminal. Never throws. */
export function plainText(value: unknown): string {
  return textOf(value).replace(OBEYED, escaped);
}

export const plainLines = (text: string): string =>
  text.replace(OBEYED, (found) => (found === '\n' ? found : escaped(found)));

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    // An object whose `toString` is no function.
    return Object.prototype.toString.call(value);
  }
}

const escaped = (found: string): string => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
