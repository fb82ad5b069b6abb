import type { KeyRules } from './key-rules.js';

/** A name alone, or one that a person is meant to read. */
export type NameForm = 'name' | 'label';

const FORMS: Record<NameForm, RegExp> = {
  /** What may be a key where it stands as a value. `password is too short`, the first of two messages, is none. */
  name: /^[^\s=?&;,!]{1,128}$/,
  /** What may be a key under `name` or `label`: `Current password`. */
  label: /^[^\s=?&;,!]{1,128}(?: [^\s=?&;,!]{1,32}){0,2}$/,
};

/** Whether a value, as in `{ name: 'password', value: 'x' }` and `['password', 'x']`, is the name of a secret. */
export function isSecretName(value: string, form: NameForm, rules: KeyRules): boolean {
  return FORMS[form].test(value) && rules.actionOf(value) !== 'keep';
}
