import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import type { MaskingSession } from '../masking/masking-session.js';

/** Characters; the longest e-mail address has 254. */
const MAX_ATTEMPTED = 256;

export function attemptedField(
  route: RouteMetadata | undefined,
  status: number | null,
  signIns: Readonly<Record<string, string>>,
): string | undefined {
  if (!route || status === null || status < 400 || status > 499) return undefined;
  if (route.signIn !== undefined) return route.signIn;
  for (const name of [`${route.namespace}.${route.urlName}`, route.urlName]) {
    if (Object.hasOwn(signIns, name)) return signIns[name];
  }
  return undefined;
}

export function attempted(field: string, body: unknown, session: MaskingSession): string | number | null {
  const path = field.split('.');
  const value = path.reduce(at, body);
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const key = path.at(-1)!;
  const masked = at(session.maskEchoes(session.value({ [key]: value })), key);
  if (typeof masked === 'string') return masked.slice(0, MAX_ATTEMPTED);
  return typeof masked === 'number' ? masked : null;
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
