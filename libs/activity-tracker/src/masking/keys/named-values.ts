import type { KeyAction, KeyRules } from './key-rules.js';
import { type Meter, UNMETERED, WorkSpent } from '../budget/work-budget.js';
import { FILTERED, isTruncation } from '../values/markers.js';

export type NameForm = 'name' | 'label';

const FORMS: Record<NameForm, RegExp> = {
  /** A value that may be a key, unlike the sentence `password is too short`. */
  name: /^[^\s=?&;,!]{1,128}$/,
  /** A label that may name a secret: `Current password`. */
  label: /^[^\s=?&;,!]{1,128}(?: [^\s=?&;,!]{1,32}){0,2}$/,
};

/** Whether a value, as in `{ name: 'password', value: 'x' }` and `['password', 'x']`, is the name of a secret, or was cut. */
export function isSecretName(value: string, form: NameForm, rules: KeyRules, meter: Meter = UNMETERED): boolean {
  return isTruncation(value) || (FORMS[form].test(value) && rules.actionOf(value, meter) !== 'keep');
}

/** Values that name their neighbor, as in `{ name, value }` and `[name, value]`. */
export class NamedValues {
  constructor(
    private readonly rules: KeyRules,
    private readonly meter: Meter,
    private readonly longestPath: number,
  ) {}

  /** `['password', 'x']`: what the first is, as given or as copied, decides about the second. */
  actionOfSecond(source: readonly unknown[], firstCopied: unknown): KeyAction {
    const first: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
    const isSecret = this.isSecret(first, 'name') || (firstCopied !== first && this.isSecret(firstCopied, 'name'));
    return isSecret ? 'mask' : 'keep';
  }

  isSecretPath(path: unknown): boolean {
    if (!Array.isArray(path)) return this.isSecret(path, 'label');
    if (path.length > this.longestPath) return false;
    return path.some((_, index) => {
      const name: unknown = Object.getOwnPropertyDescriptor(path, index)?.value;
      // Masked as the second of a pair, when the first could not be decided.
      return name === FILTERED || this.isSecret(name, 'name');
    });
  }

  private isSecret(name: unknown, as: NameForm): boolean {
    if (typeof name !== 'string') return false;
    try {
      return isSecretName(name, as, this.rules, this.meter);
    } catch (error) {
      // Undecided because the work budget is used up: counts as secret.
      if (error === WorkSpent.instance) return true;
      throw error;
    }
  }
}
