import { PROTECTED_FIELDS } from './keys/key-pattern.validators.js';
import { HeaderRules } from './headers/header-rules.js';
import { KeyRules } from './keys/key-rules.js';
import { MaskingOptions } from './masking.options.js';
import { MaskingSession } from './masking-session.js';
import type { WalkLimits } from './budget/budget.js';

const LIMITS: WalkLimits = {
  maxDepth: 64,
  maxNodes: 20_000,
  maxStringLength: 64 * 1024,
  maxTextLength: 4 * 1024 * 1024,
};

/** Decides what may be kept of an exchange. One for the whole application; {@link begin} gives each exchange its own session. */
export class Masker {
  private readonly rules: KeyRules;
  private readonly headerRules: HeaderRules;
  private readonly limits: WalkLimits;

  constructor(options: Partial<MaskingOptions> = {}, limits: Partial<WalkLimits> = {}) {
    this.rules = new KeyRules(Object.assign(new MaskingOptions(), options));
    this.headerRules = new HeaderRules(this.rules);
    this.limits = { ...LIMITS, ...limits };
  }

  begin(): MaskingSession {
    return new MaskingSession(this.rules, this.limits, this.headerRules);
  }

  /** Whether a top-level field of the record is to be left out. */
  removes(field: string): boolean {
    return !PROTECTED_FIELDS.includes(field) && this.rules.ruleOf(field).action === 'remove';
  }
}

export { FILTERED, UNREADABLE } from './values/markers.js';
export { MaskingSession } from './masking-session.js';
export { MaskingOptions } from './masking.options.js';
