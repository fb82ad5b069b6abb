/** The scheme is case-insensitive (RFC 9110 §11.1). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +([^\s]+)\s*$/i.exec(authorization)?.[1];
}

/** As lenient as guards of applications, which take the second word of the header whatever is around it. */
export function sentBearerToken(authorization: string): string | undefined {
  return /^\s*bearer\s+(\S+)/i.exec(authorization)?.[1];
}
