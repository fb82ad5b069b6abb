import type { BodyContent } from '../../capture/bodies/body-content.js';
import type { MaskingSession } from '../../masking/masking-session.js';
import { MaskedBson, type MaskedJson, MaskedText } from '../../masking/values/masked-parts.js';

type MaskedBody = MaskedBson | MaskedText | MaskedJson | { value: unknown; text?: undefined };

export interface MaskedContent {
  readonly masked: MaskedBody;
  /** Original size in bytes, if the body was truncated. */
  readonly truncatedFrom: number | undefined;
}

export class BodyMasking {
  /** @param isText stored as JSON text @param maxBytes bytes of one body */
  constructor(
    private readonly isText: boolean,
    private readonly maxBytes: number,
  ) {}

  mask(session: MaskingSession, body: BodyContent): MaskedContent {
    const text = body.text && session.maskGraphqlVariablesInPlace(() => body.parsed().value, body.text);
    if (text !== undefined) {
      const masked = this.isText ? session.json(text) : session.encodedJson(text);
      if (masked) return { masked, truncatedFrom: body.truncatedFrom };
    }
    const parsed = body.parsed();
    if (parsed.wholeOf !== undefined) {
      const { value, isCut } = session.bounded(parsed.value, this.maxBytes);
      return { masked: { value }, truncatedFrom: isCut ? parsed.wholeOf : undefined };
    }
    const masked =
      parsed.text === undefined
        ? { value: session.value(parsed.value, parsed.isOurs, parsed.parts) }
        : session.maskParsedInPlace(parsed.value, parsed.text);
    return { masked, truncatedFrom: parsed.truncatedFrom };
  }

  withoutEchoes(session: MaskingSession, body: MaskedBody): unknown {
    const masked = session.maskEchoes(maskedPart(body));
    return body instanceof MaskedBson || body instanceof MaskedText ? masked : this.inFormat(masked);
  }

  inFormat(body: unknown): unknown {
    return this.isText && body !== null ? JSON.stringify(body) : body;
  }
}

export function maskedPart(body: MaskedBody): unknown {
  return body.text === undefined ? body.value : body;
}

/** Forms and bodies that the application parsed have no text to measure. */
export function sizeOf(body: MaskedBody): number {
  return body.text === undefined ? sizeOfKept(body.value) : body.text.length;
}

export function sizeOfKept(kept: unknown): number {
  return kept === null ? 0 : sizeOfValue(kept);
}

const QUOTES_AND_COMMA = 3;
const SCALAR = 8;

/** Characters that a masked value takes as JSON, about: escapes are not counted, and nothing is written for it. */
function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return value.length + QUOTES_AND_COMMA;
  if (typeof value !== 'object' || value === null) return SCALAR;
  let size = SCALAR;
  if (Array.isArray(value)) for (const item of value) size += sizeOfValue(item);
  else for (const [key, field] of Object.entries(value)) size += key.length + QUOTES_AND_COMMA + sizeOfValue(field);
  return size;
}
