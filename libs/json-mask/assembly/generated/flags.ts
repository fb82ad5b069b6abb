// Generated from libs/json-mask/formats by `npm run build:assembly`: do not edit.

/* Properties of a key, as `MaskDecisions.keyAt` returns them. ASKED_KEY: it is written otherwise. Three bits from HARMLESS_SHIFT on: its harmless values. */
export const MASKED_KEY: i32 = 1;
export const NAME_KEY: i32 = 2;
export const VALUE_KEY: i32 = 4;
export const ASKED_KEY: i32 = 8;
export const HARMLESS_SHIFT: i32 = 4;
export const KEY_FLAG_BITS: i32 = 7;

/* The engine gives up on a text with such a key. */
export const NOT_HERE: i32 = -1;

/* Result of `MaskDecisions.look`. CHANGED: a secret was masked. REPLACED: write the replacement. */
export const UNCHANGED: i32 = 0;
export const CHANGED: i32 = 1;
export const REPLACED: i32 = 2;

/* How a text may name a secret: in `{ name, value }`, as a step of a path there, or as the first of a pair. */
export const LABEL: i32 = 0;
export const PATH_STEP: i32 = 1;
export const PAIR: i32 = 2;

/* Why the engine gave up, as `JsonEngine.reason` says. */
export const NOT_JSON: i32 = 1;
export const TOO_DEEP: i32 = 2;
export const KEY_FORM: i32 = 3;
export const MANY_KEYS: i32 = 4;
export const KEY_TWICE: i32 = 5;
export const KEY_RULE: i32 = 6;
export const NAMED_VALUE: i32 = 7;
export const LONG_TEXT: i32 = 8;
export const NO_ROOM: i32 = 9;

/* Classes of the bytes of a string; their union is `seen` in `MaskDecisions.look`. HAS_REPLACED: may be U+FFFD, which a lone surrogate becomes. */
export const SEPARATOR: u32 = 1;
export const TRIGGER: u32 = 2;
export const DIGIT: u32 = 4;
export const HAS_ESCAPE: u32 = 8;
export const HAS_REPLACED: u32 = 16;
export const QUOTE: u32 = 32;
export const CONTROL: u32 = 64;
export const SECRET_FORM: u32 = 128;
