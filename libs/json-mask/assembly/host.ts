/*
 * What is decided outside: each takes the place where a piece of the text begins, and the one behind it. Any of them may
 * throw, which ends the call that is under way.
 */

/** What is known of a key: MASKED_KEY, NAME_KEY and VALUE_KEY, and above them its own number. Below 0, the key is not for here. */
export declare function key(start: usize, end: usize): i32;

/** Looks closer at a string, without its quotes. CHANGED and REPLACED; the latter {@link put} will write. */
export declare function look(start: usize, end: usize, seen: i32, depth: i32): i32;

/** Remembers a value that a key names as secret. 0 where there is nothing to mask. @param said what is known of the key */
export declare function secret(start: usize, end: usize, said: i32): i32;

/** The same for a number that may be a card's. */
export declare function card(start: usize, end: usize): i32;

/** Whether a string, without its quotes, names a secret where it stands next to a value: 0 where it surely does not. */
export declare function name(start: usize, end: usize, isLabel: i32): i32;

/** How many bytes {@link put} will write. */
export declare function pending(): i32;

/** Writes what stands for the string looked at last. */
export declare function put(at: usize): void;

/** What is under way is not for here: throws. */
export declare function giveUp(): void;

/** Writes a string that has escapes, given with its quotes, in UTF-8. Returns how many bytes that took. */
export declare function unescape(start: usize, end: usize, at: usize): i32;

/** The number that stands there. */
export declare function toNumber(start: usize, end: usize): f64;
