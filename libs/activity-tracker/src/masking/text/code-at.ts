// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its text each time
const { charCodeAt } = String.prototype;

/**
 * {@link String.charCodeAt} inside a text. Texts come in more forms (cut, joined, of one or two bytes a character) than V8
 * remembers at a place where a method is looked up: found once for all, it takes half the time.
 */
export function unitAt(text: string, index: number): number {
  return charCodeAt.call(text, index);
}

/** The same, below 0 outside of the text: asked for that, V8 would no longer compile it in place. */
export function codeAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? charCodeAt.call(text, index) : -1;
}
