import type { RouteMetadata } from '../capture/routes/route-metadata.js';

/** Characters; the longest e-mail address has 254. */
export const MAX_ATTEMPTED = 256;

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
