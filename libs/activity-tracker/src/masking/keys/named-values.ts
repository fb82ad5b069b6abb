import type { KeyAction, KeyRules } from './key-rules.js';
import { type Meter, UNMETERED, WorkSpent } from '../budget/work-budget.js';
import { FILTERED, isTruncation } from '../values/markers.js';

/** A name alone, or one that a person is meant to read. */
export type NameForm = 'name' | 'label';

const FORMS: Record<NameForm, RegExp> = {
  /** What may be a key where it stands as a value. `password is too short`, the first of two messages, is none. */
  name: /^[^\s=?&;,!]{1,128}$/,
  /** What may be a key under `name` or `label`: `Current password`. */
  label: /^[^\s=?&;,!]{1,128}(?: [^\s=?&;,!]{1,32}){0,2}$/,
};

/** Whether a value, as in `{ name: 'password', value: 'x' }` and `['password', 'x']`, is the name of a secret. */
export function isSecretName(value: string, form: NameForm, rules: KeyRules, meter: Meter = UNMETERED): boolean {
  return FORMS[form].test(value) && rules.actionOf(value, meter) !== 'keep';
}

/** Names that stand as values, and decide about the value beside them. */
export class NamedValues {
  constructor(
    private readonly rules: KeyRules,
    private readonly meter: Meter,
    /** Longer paths are none. */
    private readonly longestPath: number,
  ) {}

  /** `['password', 'x']`: what the first is, as given or as copied, decides about the second. */
  actionOfSecond(source: readonly unknown[], firstCopied: unknown): KeyAction {
    const first: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
    const isSecret = this.isSecret(first, 'name') || (firstCopied !== first && this.isSecret(firstCopied, 'name'));
    return isSecret ? 'mask' : 'keep';
  }

  /** A name, or a path of names such as validators report. */
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
    // A name that was cut or marked may have been any.
    if (isTruncation(name)) return true;
    try {
      return isSecretName(name, as, this.rules, this.meter);
    } catch (error) {
      // Not decided for want of work, it counts as secret.
      if (error === WorkSpent.instance) return true;
      throw error;
    }
  }
}
