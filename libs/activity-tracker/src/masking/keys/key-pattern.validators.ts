import { ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import vm from 'node:vm';
import { fitsCpuBudget } from '../budget/cpu-budget.js';
import { ALWAYS_MASKED, isAlwaysMasked, patternMatcher } from './key-matcher.js';

/** Required in every record: the store uses them as keys and for sorting. */
export const PROTECTED_FIELDS: readonly string[] = ['_id', 'created_time'];

@ValidatorConstraint({ name: 'keyPattern' })
export class KeyPattern implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return value instanceof RegExp || (typeof value === 'string' && /[^-_.\s]/.test(value));
  }

  defaultMessage(): string {
    return 'must hold only keys (strings that are not empty) and patterns (RegExp)';
  }
}

@ValidatorConstraint({ name: 'notAProtectedField' })
export class NotAProtectedField implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value === 'string') return !PROTECTED_FIELDS.includes(value.trim().toLowerCase());
    return !(value instanceof RegExp) || !PROTECTED_FIELDS.some(patternMatcher(value));
  }

  defaultMessage(): string {
    return 'must not match _id or created_time: every record needs them. Name other keys, or anchor the pattern';
  }
}

@ValidatorConstraint({ name: 'notAlwaysMasked' })
export class NotAlwaysMasked implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value === 'string') return !isAlwaysMasked(value);
    return !(value instanceof RegExp) || !ALWAYS_MASKED.some(patternMatcher(value));
  }

  defaultMessage(): string {
    return `must not match ${ALWAYS_MASKED.join(', ')}: these are always masked. Name other keys, or anchor the pattern`;
  }
}

/** Milliseconds of CPU time a pattern may take for hostile keys. A sound one takes microseconds. */
const PATIENCE = 100;

const TRY_ALL = 'const pattern = new RegExp(source, flags); for (const key of keys) pattern.test(key);';

/** Rejects patterns with catastrophic backtracking, such as `/(a+)+$/`: one request could block the process. */
@ValidatorConstraint({ name: 'quickPattern' })
export class QuickPattern implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (!(value instanceof RegExp)) return true;
    const { source, flags } = value;
    const keys = hostileKeys(source);
    return fitsCpuBudget((timeout) => void vm.runInNewContext(TRY_ALL, { source, flags, keys }, { timeout }), PATIENCE);
  }

  defaultMessage(): string {
    return 'must not hold a pattern that takes longer than a tenth of a second for one key: simplify its nested repetitions';
  }
}

/** Long runs of the pattern's characters, ended by one that forces backtracking. */
function hostileKeys(source: string): string[] {
  const characters = new Set(source.match(/[\p{L}\p{N}_-]/gu)?.slice(0, 24));
  for (const other of ['a', 'A', '0', '_', '-', '.', ' ']) characters.add(other);
  const runs = [...characters].map((character) => character.repeat(40));
  const literals = source.match(/[\p{L}\p{N}_-]+/gu)?.slice(0, 8) ?? [];
  return [...runs, ...literals.map((literal) => literal.repeat(40)), 'aA0_'.repeat(10)].map(
    (run) => `${run}\u{1f512}!`,
  );
}
