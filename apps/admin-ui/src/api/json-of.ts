/** A type of the library as the panel gets it: JSON has texts for dates and ids. */
export type JsonOf<T> = T extends Date | { toHexString(): string }
  ? string
  : T extends readonly (infer Item)[]
    ? JsonOf<Item>[]
    : T extends object
      ? { [Key in keyof T]: JsonOf<T[Key]> }
      : T;
