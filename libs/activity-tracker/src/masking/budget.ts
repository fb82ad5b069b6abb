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
  /** Values that could not be read, over all walks. */
  faults = 0;

  constructor(readonly limits: WalkLimits) {}

  renew(): void {
    this.nodes = 0;
    this.textLength = 0;
    this.nestedTexts = 0;
  }

  get isNodesSpent(): boolean {
    return this.nodes >= this.limits.maxNodes;
  }

  get isTextSpent(): boolean {
    return this.textLength > this.limits.maxTextLength;
  }

  changed<T>(marker: T): T {
    this.changes++;
    return marker;
  }
}
