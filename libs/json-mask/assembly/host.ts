/*
 * Callbacks into JavaScript. `start` and `end` are offsets of a piece of the text, `end` exclusive. A callback that throws
 * aborts the call.
 */

/** Flags of a key, and its number above them; NOT_HERE if the engine must give up. */
export declare function key(start: usize, end: usize): i32;

/** Examines a string, without its quotes; returns CHANGED and REPLACED. {@link put} writes the replacement. */
export declare function look(start: usize, end: usize, seen: i32, depth: i32): i32;

/** Asks for the form of an ASKED_KEY; {@link put} writes it. */
export declare function writtenKey(start: usize, end: usize): void;

/** Remembers the value of a masked key; 0 if the value is kept. @param said result of {@link key} @param object that holds it */
export declare function secret(start: usize, end: usize, said: i32, object: usize): i32;

/** Remembers a value that its neighbor names; 0 if it is kept. @param isText not JSON, but the text itself */
export declare function named(start: usize, end: usize, isText: i32): i32;

export declare function card(start: usize, end: usize): i32;

/** Whether a string, without its quotes, names a secret. @param form LABEL, PATH_STEP or PAIR */
export declare function name(start: usize, end: usize, form: i32): i32;

/** {@link name} of the replacement that {@link look} found last. */
export declare function replacedName(form: i32): i32;

/** Size in bytes of the replacement. */
export declare function pending(): i32;

export declare function put(at: usize): void;

/** Throws: the text must be masked by the walk over its value. @param reason from NOT_JSON to NO_ROOM */
export declare function giveUp(reason: i32): void;

/** Writes an escaped string, given with its quotes, as UTF-8; returns the bytes written. */
export declare function unescape(start: usize, end: usize, at: usize): i32;

export declare function toNumber(start: usize, end: usize): f64;
