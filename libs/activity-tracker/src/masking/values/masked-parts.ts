import type { EncodedPart } from '../../bson/encoded-part.js';

/** Result of `MaskingSession.json()`. */
export class MaskedText {
  constructor(
    readonly text: string,
    /** What it was made of. */
    readonly source: string,
  ) {}
}

/** A part that was made of text: its values are told apart from echoes by their number. */
export interface MadeOfText {
  readonly text: string;
  /** Occurrences of each masked value in its own text. */
  readonly ownCounts: ReadonlyMap<string, number>;
}

/** Result of `MaskingSession.maskParsedInPlace()`. */
export class MaskedJson implements MadeOfText {
  constructor(
    readonly value: unknown,
    readonly text: string,
    readonly ownCounts: ReadonlyMap<string, number>,
  ) {}
}

/** Result of `MaskingSession.encodedJson()`. */
export class MaskedBson implements MadeOfText {
  constructor(
    readonly body: EncodedPart,
    readonly text: string,
    readonly ownCounts: ReadonlyMap<string, number>,
    /** Work granted for its values, in units of `WORTH`. */
    readonly worth: number,
  ) {}
}
