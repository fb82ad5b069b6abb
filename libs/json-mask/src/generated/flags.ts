// Generated from libs/json-mask/formats by `npm run build:assembly`: do not edit.

/* Properties of a key, as `MaskDecisions.keyAt` returns them. ASKED_KEY: it is written otherwise. Three bits from HARMLESS_SHIFT on: its harmless values. */
export const MASKED_KEY = 1;
export const NAME_KEY = 2;
export const VALUE_KEY = 4;
export const ASKED_KEY = 8;
export const HARMLESS_SHIFT = 4;
export const KEY_FLAG_BITS = 7;

/* The engine gives up on a text with such a key. */
export const NOT_HERE = -1;

/* Result of `MaskDecisions.look`. CHANGED: a secret was masked. REPLACED: write the replacement. */
export const UNCHANGED = 0;
export const CHANGED = 1;
export const REPLACED = 2;

/* How a text may name a secret: in `{ name, value }`, as a step of a path there, or as the first of a pair. */
export const LABEL = 0;
export const PATH_STEP = 1;
export const PAIR = 2;

/* Why the engine gave up, as `JsonEngine.reason` says. */
export const NOT_JSON = 1;
export const TOO_DEEP = 2;
export const KEY_FORM = 3;
export const MANY_KEYS = 4;
export const KEY_TWICE = 5;
export const KEY_RULE = 6;
export const NAMED_VALUE = 7;
export const LONG_TEXT = 8;
export const NO_ROOM = 9;

/* Classes of the bytes of a string; their union is `seen` in `MaskDecisions.look`. HAS_REPLACED: may be U+FFFD, which a lone surrogate becomes. */
export const SEPARATOR = 1;
export const TRIGGER = 2;
export const DIGIT = 4;
export const HAS_ESCAPE = 8;
export const HAS_REPLACED = 16;
export const QUOTE = 32;
export const CONTROL = 64;
export const SECRET_FORM = 128;
