// Generated from libs/json-mask/formats by `npm run build:assembly`: do not edit.

/* Properties of a key, as `MaskDecisions.keyAt` returns them. Two bits from HARMLESS_SHIFT on: its harmless values. */
export const MASKED_KEY = 1;
export const NAME_KEY = 2;
export const VALUE_KEY = 4;
export const HARMLESS_SHIFT = 3;
export const KEY_FLAG_BITS = 5;

/* The engine gives up on a text with such a key. */
export const NOT_HERE = -1;

/* Result of `MaskDecisions.look`. CHANGED: a secret was masked. REPLACED: write the replacement. */
export const UNCHANGED = 0;
export const CHANGED = 1;
export const REPLACED = 2;

/* Why the engine gave up, as `JsonEngine.reason` says. */
export const NOT_JSON = 1;
export const TOO_DEEP = 2;
export const KEY_FORM = 3;
export const MANY_KEYS = 4;
export const KEY_TWICE = 5;
export const KEY_RULE = 6;
export const SECRET_CONTAINER = 7;
export const NAMED_VALUE = 8;
export const LONG_TEXT = 9;
export const NO_ROOM = 10;

/* Classes of the bytes of a string; their union is `seen` in `MaskDecisions.look`. HAS_REPLACED: may be U+FFFD, which a lone surrogate becomes. */
export const SEPARATOR = 1;
export const TRIGGER = 2;
export const DIGIT = 4;
export const HAS_ESCAPE = 8;
export const HAS_REPLACED = 16;
export const QUOTE = 32;
export const CONTROL = 64;
export const SECRET_FORM = 128;
