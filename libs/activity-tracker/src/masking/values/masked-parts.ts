import type { EncodedPart } from '../../bson/encoded-part.js';

/** Result of `MaskingSession.json()`. */
export class MaskedText {
  constructor(
    readonly text: string,
    /** What it was made of. */
    readonly source: string,
  ) {}
}

/** Result of `MaskingSession.maskParsedInPlace()`. */
export class MaskedJson {
  constructor(
    readonly value: unknown,
    readonly text: string,
    /** Occurrences of each masked value in the text, which are no echoes. */
    readonly ownCounts: ReadonlyMap<string, number>,
    /** Work granted for its values, in units of `WORTH`. */
    readonly worth: number,
  ) {}
}

/** Result of `MaskingSession.encodedJson()`. */
export class MaskedBson {
  constructor(
    readonly body: EncodedPart,
    readonly text: string,
    /** Work granted for its values, in units of `WORTH`. */
    readonly worth: number,
  ) {}
}
