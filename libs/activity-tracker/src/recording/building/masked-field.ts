import type { MaskingSession } from '../../masking/masking-session.js';

/**
 * The masked value of a field of a body; `null` if it is neither a text nor a number.
 * @param field dots address nested fields
 * @param longest characters
 */
export function maskedField(
  field: string,
  body: unknown,
  session: MaskingSession,
  longest: number,
): string | number | null {
  const path = field.split('.');
  const value = path.reduce(at, body);
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const key = path.at(-1)!;
  const masked = at(session.maskEchoes(session.value({ [key]: value })), key);
  if (typeof masked === 'string') return masked.slice(0, longest);
  return typeof masked === 'number' ? masked : null;
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
