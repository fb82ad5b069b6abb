import { unitsWithin } from '../text/utf8.js';

export interface WalkLimits {
  /** Levels of nesting; MongoDB accepts 100. */
  maxDepth: number;
  maxNodes: number;
  /** UTF-16 units of one string, marker included. */
  maxStringLength: number;
  /** UTF-16 units of all strings of one walk. */
  maxTextLength: number;
}

export class Budget {
  nodes = 0;
  /** UTF-16 units; bytes of UTF-8 in a given room. */
  textLength = 0;
  /** Depth of texts within texts: JSON in JSON, a URL in a URL. */
  nestedTexts = 0;
  /** Counts differences from the source: JSON in a string is rewritten only if there are any. */
  changes = 0;
  isCut = false;
  private isTooDeep = false;
  /** Unreadable values, over all walks. */
  faults = 0;
  private maxTextLength: number;
  private stringRoom = Number.POSITIVE_INFINITY;
  /** Limits are in bytes, not in UTF-16 units. */
  private isInBytes = false;

  constructor(readonly limits: WalkLimits) {
    this.maxTextLength = limits.maxTextLength;
  }

  /**
   * @param room bytes of text (UTF-8), if less than the limits give
   * @param stringRoom bytes of one string, if less than the limits give
   */
  renew(room = Number.POSITIVE_INFINITY, stringRoom = Number.POSITIVE_INFINITY): void {
    this.stringRoom = stringRoom;
    this.isInBytes = room !== Number.POSITIVE_INFINITY;
    this.maxTextLength = Math.min(room, this.limits.maxTextLength);
    this.isCut = false;
    this.isTooDeep = false;
    this.nodes = 0;
    this.textLength = 0;
    this.nestedTexts = 0;
  }

  get isNodesSpent(): boolean {
    // Keys count as text too.
    return this.nodes >= this.limits.maxNodes || (this.isTextSpent && this.isInBytes);
  }

  get isTextSpent(): boolean {
    return this.textLength > this.maxTextLength;
  }

  /** UTF-16 units that may be kept of the string that comes next, marker included. In a given room it is cut to what is left. */
  longest(text: string): number {
    const { maxStringLength } = this.limits;
    if (!this.isInBytes) return maxStringLength;
    const bytes = Math.min(this.stringRoom, this.maxTextLength - this.textLength);
    const units = unitsWithin(text, bytes);
    // What is left over takes a marker, each character of which is one byte.
    return Math.min(maxStringLength, units < text.length ? units : units + bytes - Buffer.byteLength(text));
  }

  count(text: string): void {
    this.textLength += this.isInBytes ? Buffer.byteLength(text) : text.length;
  }

  cut<T>(marker: T): T {
    this.isCut = true;
    return this.changed(marker);
  }

  cutDepth<T>(marker: T): T {
    this.isTooDeep = true;
    return this.changed(marker);
  }

  /** Something was left out, which may hold a secret. */
  get isPartlyRead(): boolean {
    return this.isCut || this.isTooDeep;
  }

  changed<T>(marker: T): T {
    this.changes++;
    return marker;
  }
}
