import { EncodedDocument } from '../../bson/encoded-part.js';
import type { WorkBudget } from '../budget/work-budget.js';
import { MaskedHeaders } from '../headers/masked-headers.js';
import { TRUNCATED_WORK, UNREADABLE } from '../values/markers.js';
import { MaskedBson, MaskedJson, MaskedText } from '../values/masked-parts.js';
import { placeOfHeader } from './echo-places.js';
import { echoPlacesIn, replaceEchoesInBson } from './echoes-in-bson.js';
import { type PlaceOf, replaceEchoesInPlace, replaceEchoesInTarget } from './echoes.js';
import type { RememberedValues } from './remembered-values.js';

export class EchoMask {
  constructor(
    private readonly remembered: RememberedValues,
    private readonly work: WorkBudget,
  ) {}

  /** @param isRedirect of headers: the response has a redirect status */
  masked(part: unknown, isRedirect: boolean): unknown {
    this.remembered.searchIn(originOf(part));
    try {
      return this.maskEchoesOf(part, isRedirect);
    } finally {
      this.remembered.searchIn(undefined);
    }
  }

  private maskEchoesOf(part: unknown, isRedirect: boolean): unknown {
    if (part instanceof MaskedBson) return this.maskEchoesInBson(part);
    if (part instanceof MaskedHeaders) return this.maskEchoesInHeaders(part, isRedirect);
    if (part instanceof MaskedJson)
      return this.mayOccurIn(part.text, part.ownCounts) ? this.maskEchoesInJson(part) : part.value;
    if (part instanceof MaskedText) {
      const { text } = part;
      return this.mayOccurIn(text) ? JSON.stringify(this.maskEchoesInPlace(JSON.parse(text))) : text;
    }
    return this.maskEchoesInPlace(part);
  }

  /** @param isMatched a route matched: the path is kept */
  maskedTarget(target: string, isMatched: boolean): string {
    if (this.remembered.isEmpty) return target;
    this.work.grantEchoes(0, this.remembered.hasUnread);
    return replaceEchoesInTarget(target, this.remembered, isMatched);
  }

  private maskEchoesInPlace(value: unknown, placeOf?: PlaceOf): unknown {
    if (this.remembered.isEmpty) return value;
    this.work.grantEchoes(0, this.remembered.hasUnread);
    try {
      return replaceEchoesInPlace(value, this.remembered, placeOf);
    } catch {
      return UNREADABLE;
    }
  }

  private maskEchoesInJson({ value, worth }: MaskedJson): unknown {
    this.work.grantEchoes(worth, this.remembered.hasUnread);
    return this.work.canSearch(worth) ? this.maskEchoesInPlace(value) : TRUNCATED_WORK;
  }

  private maskEchoesInBson({ body, worth }: MaskedBson): unknown {
    if (this.remembered.isEmpty) return body;
    const { bytes, isList } = body;
    this.work.grantEchoes(worth, this.remembered.hasUnread);
    const places = echoPlacesIn(bytes, this.remembered);
    if (places?.length === 0) return body;
    const isAffordable = places && this.work.spendSearch(worth, places.length);
    const replaced = isAffordable && replaceEchoesInBson(bytes, isList, places, this.remembered);
    if (replaced) return replaced === bytes ? body : new EncodedDocument(replaced, isList);
    if (!this.work.spendReading(worth, bytes.length)) return TRUNCATED_WORK;
    return this.maskEchoesInPlace(body.value);
  }

  private maskEchoesInHeaders(headers: MaskedHeaders, isRedirect: boolean): unknown {
    const { encoded } = headers;
    this.work.grantEchoes(0, this.remembered.hasUnread);
    const isSilent = this.remembered.isEmpty || !headers.hasText((text) => this.remembered.mayBeIn(text));
    if (encoded && isSilent) return encoded;
    return this.maskEchoesInPlace(headers.value, (name) => placeOfHeader(name, isRedirect));
  }

  /** Searching the text first avoids most walks over values. */
  private mayOccurIn(text: string, own?: ReadonlyMap<string, number>): boolean {
    return !this.remembered.isEmpty && this.remembered.mayOccurIn(text, own);
  }
}

/** What a part is known by: the text that it was made of, or itself. */
export function originOf(part: unknown): unknown {
  if (part instanceof MaskedText) return part.source;
  return part instanceof MaskedBson || part instanceof MaskedJson ? part.text : part;
}
