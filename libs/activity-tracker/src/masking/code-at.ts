/**
 * The code of a character, below 0 outside of the text. Once `charCodeAt()` was asked for what is outside, V8 no longer
 * compiles it at that place in the code, and a text of nothing but such characters takes three times as long.
 */
export function codeAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? text.charCodeAt(index) : -1;
}
