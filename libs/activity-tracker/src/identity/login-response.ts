/** The string at a key of a login response: `access`, or deeper, `data.access_token`. */
export function tokenInResponse(response: unknown, path: string): string | undefined {
  let value: unknown = response;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : undefined;
}
