import type { NOT_HERE } from './generated/flags.js';

/** Callbacks used while masking. Offsets are into engine memory, for `JsonEngine.slice`. Throwing aborts the call. */
export interface MaskDecisions {
  /** JSON that replaces a secret, at most 64 bytes. */
  readonly mask: string;
  /** Decisions about keys are cached until this object or its number changes. */
  readonly keys: { readonly cacheGeneration: number };
  /** Replacement of the last string passed to {@link look}. */
  readonly replacement: string;
  /** Flags of a key and its unique number; {@link NOT_HERE} makes the engine give up. */
  keyAt(start: number, end: number): { flags: number; number: number } | typeof NOT_HERE;
  /** Makes the written form of an `ASKED_KEY` the {@link replacement}. */
  writtenKey(start: number, end: number): void;
  look(start: number, end: number, seen: number, depth: number): number;
  /** Whether the value is masked. @param flags of its key @param object offset of the object that holds it */
  secret(start: number, end: number, flags: number, object: number): boolean;
  card(start: number, end: number): boolean;
  /** Whether a string that stands next to a value names a secret. @param form LABEL, PATH_STEP or PAIR */
  nameAt(start: number, end: number, form: number): boolean;
  /** {@link nameAt} of the last {@link replacement}. */
  isReplacementName(form: number): boolean;
  /** Whether a value that its neighbor names is masked. @param written JSON, or the text itself */
  named(written: string, isText: boolean): boolean;
}

export interface MaskLimits {
  maxDepth: number;
  maxStringLength: number;
}

export interface Memory {
  take(bytes: number): Buffer;
}
