/** Where a walk stops. */
export interface WalkLimits {
  /** Nested objects and arrays; MongoDB itself takes 100. */
  maxDepth: number;
  /** Values copied in one walk. */
  maxNodes: number;
  /** UTF-16 units of one string, marker included. */
  maxStringLength: number;
  /** UTF-16 units of all strings of one walk. */
  maxTextLength: number;
}

/** What one walk has used up so far. */
export class Budget {
  nodes = 0;
  textLength = 0;
  /** Texts inside texts being read at the moment: JSON in JSON, a URL in a URL. */
  nestedTexts = 0;
  /** Counts what makes the copy differ from its source: JSON in a string is rewritten only then. */
  changes = 0;
  /** Something was left out for its size. */
  isCut = false;
  /** Values that could not be read, over all walks. */
  faults = 0;
  private maxTextLength: number;
  private stringRoom = Number.POSITIVE_INFINITY;

  constructor(readonly limits: WalkLimits) {
    this.maxTextLength = limits.maxTextLength;
  }

  /**
   * @param room UTF-16 units of text, if less than the limits give
   * @param stringRoom UTF-16 units of one string, if less than the limits give
   */
  renew(room = Number.POSITIVE_INFINITY, stringRoom = Number.POSITIVE_INFINITY): void {
    this.stringRoom = stringRoom;
    this.maxTextLength = Math.min(room, this.limits.maxTextLength);
    this.isCut = false;
    this.nodes = 0;
    this.textLength = 0;
    this.nestedTexts = 0;
  }

  get isNodesSpent(): boolean {
    // Keys are text, too: in little room, many of them end it.
    return this.nodes >= this.limits.maxNodes || (this.isTextSpent && this.hasLittleRoom);
  }

  get isTextSpent(): boolean {
    return this.textLength > this.maxTextLength;
  }

  /** UTF-16 units of the string that comes next. In little room it is cut to what is left. */
  get maxStringLength(): number {
    const { maxStringLength } = this.limits;
    if (!this.hasLittleRoom) return maxStringLength;
    return Math.min(maxStringLength, this.stringRoom, this.maxTextLength - this.textLength);
  }

  private get hasLittleRoom(): boolean {
    return this.maxTextLength < this.limits.maxTextLength;
  }

  cut<T>(marker: T): T {
    this.isCut = true;
    return this.changed(marker);
  }

  changed<T>(marker: T): T {
    this.changes++;
    return marker;
  }
}
