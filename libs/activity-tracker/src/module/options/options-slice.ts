import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { nearestName } from '../../common/nearest-name.js';

const SECRET_PATHS = /^(?:jwt(?:\.(?:secret|publicKey))?|mongo(?:\.uri)?|integrity(?:\.key)?)$/;
const CREDENTIALS_OF_URL = /(\/\/)[^\s"]*@/g;
const MAX_SHOWN = 80;

/** A class whose fields have class-validator rules and defaults. */
export type SliceClass<T extends object> = new () => T;

/** Adds path, value, rule and remedy to `problems` for each error. @param needed options without which there are no defaults */
export function resolveSlice<T extends object>(
  path: string,
  Slice: SliceClass<T>,
  given: unknown,
  problems: string[],
  needed?: string,
): T {
  const slice = new Slice();
  const defaults = new Slice();
  if (given === undefined) given = {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const remedy = needed === undefined ? 'Remove it to use the defaults.' : `Write ${path}: ${needed}.`;
    problems.push(`${path} is ${show(path, given)}: must be an object. ${remedy}`);
    return slice;
  }
  // Ignore undefined options: `{ limit: process.env.LIMIT }` must not override a default.
  for (const [key, value] of Object.entries(given))
    if (value !== undefined) (slice as Record<string, unknown>)[key] = value;
  const errors = validateSync(slice, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  for (const error of errors) problems.push(...sentences(path, error, { given, defaults, names: optionNames(Slice) }));
  problems.push(...nulls(path, given, errors));
  return slice;
}

/** class-validator accepts null for an optional value, which is ambiguous. */
function nulls(path: string, given: object, errors: ValidationError[]): string[] {
  return Object.entries(given)
    .filter(([key, value]) => value === null && !errors.some(({ property }) => property === key))
    .map(([key]) => `${path ? `${path}.` : ''}${key} is null: must have a value. Give it a value, or remove it.`);
}

function sentences(
  path: string,
  { property, value, constraints }: ValidationError,
  { given, defaults, names }: { given: object; defaults: object; names: string[] },
): string[] {
  const at = path ? `${path}.${property}` : property;
  const rules = constraints ?? {};
  if ('whitelistValidation' in rules) {
    const nearest = nearestName(property, names);
    return [
      `${at} is not an option.${nearest ? ` Did you mean ${path ? `${path}.` : ''}${nearest}?` : ''} Correct or remove it.`,
    ];
  }
  const fallback = (defaults as Record<string, unknown>)[property];
  const remedy =
    fallback === undefined
      ? value === undefined
        ? `Give it a value${property in given ? '; check the environment that it is read from' : ''}.`
        : 'Correct it.'
      : `Correct it, or remove it to use the default, ${show(at, fallback)}.`;
  // One rule is enough for a missing value.
  const broken = [...new Set(Object.values(rules))].slice(value === undefined ? -1 : 0);
  return broken.map((rule) => `${at} is ${show(at, value)}: ${rule}. ${remedy}`);
}

export function optionNames(Slice: SliceClass<object>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Slice, '', false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

/** Formats a value for messages, without secrets. */
export function show(path: string, value: unknown): string {
  if (SECRET_PATHS.test(path) && value !== undefined && value !== null && value !== '') return '(not shown)';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof RegExp) return String(value);
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_key, part: unknown) =>
      part instanceof RegExp ? String(part) : typeof part === 'function' ? 'a function' : part,
    );
  } catch {
    text = undefined;
  }
  text = (text ?? String(value)).replace(CREDENTIALS_OF_URL, '$1(not shown)@');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
