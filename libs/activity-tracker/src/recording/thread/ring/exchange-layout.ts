/** Float64 slots at the beginning of the content. */
export const SLOT = {
  ARRIVED: 0,
  EXECUTION: 1,
  STATUS: 2,
  HEADER_BYTES: 3,
  /** Of each body: its size, how many bytes of it are kept, how many are in the frame, flags. */
  REQUEST: 4,
  RESPONSE: 8,
} as const;
export const SLOTS = 12;

export const BODY_FLAG = { IS_THERE: 1, IS_KEPT: 2, IS_COMPLETE: 4, IS_TEXT: 8 } as const;

export const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Before the length of a list, in place of the length of a text. */
export const LIST = -3;
