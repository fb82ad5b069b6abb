export const FIRST_BEYOND_ASCII = 128;
export const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE] = [9, 10, 13, 32] as const;
export const [DOUBLE_QUOTE, SINGLE_QUOTE, BACKTICK, BACKSLASH] = [34, 39, 96, 92] as const;
export const [COLON, EQUALS, GREATER, BRACKET, BRACE] = [58, 61, 62, 91, 123] as const;

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE || code === BACKTICK;
}
