export const FIRST_BEYOND_ASCII = 128;
export const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE] = [9, 10, 13, 32] as const;
export const [DOUBLE_QUOTE, SINGLE_QUOTE, BACKTICK, BACKSLASH] = [34, 39, 96, 92] as const;
export const [COLON, EQUALS, GREATER, BRACKET, BRACE] = [58, 61, 62, 91, 123] as const;

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits and `-._`: no way of writing a text escapes them, and tokens consist of them. */
export function isPlain(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    isDigit(code) ||
    (code >= 65 && code <= 90) ||
    code === 45 ||
    code === 46 ||
    code === 95
  );
}

export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE || code === BACKTICK;
}
