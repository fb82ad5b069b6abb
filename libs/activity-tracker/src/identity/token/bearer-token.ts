/** `Bearer x` → `x`, the scheme in any case (RFC 9110). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +([^\s]+)\s*$/i.exec(authorization)?.[1];
}
