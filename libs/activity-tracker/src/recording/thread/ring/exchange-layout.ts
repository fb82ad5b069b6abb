/** Float64 slots at the beginning of the content. */
export const ARRIVED = 0;
export const EXECUTION = 1;
export const STATUS = 2;
export const HEADER_BYTES = 3;
/** Of each body: its size, how many bytes of it are kept, how many are in the frame, flags. */
export const REQUEST = 4;
export const RESPONSE = 8;
export const SLOTS = 12;

/** Flags of a body. */
export const IS_THERE = 1;
export const IS_KEPT = 2;
export const IS_COMPLETE = 4;
export const IS_TEXT = 8;

export const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Before the length of a list, in place of the length of a text. */
export const LIST = -3;
