/* ASCII codes of JSON characters. */

export const TAB: u32 = 9;
export const LINE_FEED: u32 = 10;
export const RETURN: u32 = 13;
export const SPACE: u32 = 32;
export const EXCLAMATION: u32 = 33;
export const QUOTE: u32 = 34;
export const AMPERSAND: u32 = 38;
export const ASTERISK: u32 = 42;
export const PLUS: u32 = 43;
export const COMMA: u32 = 44;
export const MINUS: u32 = 45;
export const POINT: u32 = 46;
export const ZERO: u32 = 48;
export const NINE: u32 = 57;
export const COLON: u32 = 58;
export const SEMICOLON: u32 = 59;
export const EQUALS: u32 = 61;
export const QUESTION: u32 = 63;
export const UPPER_E: u32 = 69;
export const OPEN_BRACKET: u32 = 91;
export const BACKSLASH: u32 = 92;
export const CLOSE_BRACKET: u32 = 93;
export const LOWER_A: u32 = 97;
export const LOWER_E: u32 = 101;
export const LOWER_F: u32 = 102;
export const LOWER_N: u32 = 110;
export const LOWER_T: u32 = 116;
export const LOWER_U: u32 = 117;
export const LOWER_Z: u32 = 122;
export const OPEN_BRACE: u32 = 123;
export const CLOSE_BRACE: u32 = 125;

/** The bytes of U+FFFD, the first two in little-endian order. */
export const REPLACEMENT_FIRST: u32 = 0xbfef;
export const REPLACEMENT_LAST: u32 = 0xbd;

/** Four bytes in little-endian order. */
export const TRUE: u32 = 0x65757274;
export const ALSE: u32 = 0x65736c61;
export const NULL: u32 = 0x6c6c756e;
