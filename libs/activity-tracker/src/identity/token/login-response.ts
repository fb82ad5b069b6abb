import { bearerToken } from './bearer-token.js';

/** Where an envelope or a token pair holds the token, if not at the top. */
const WRAPPERS = ['data', 'tokens', 'result'];

/** The header of a JSON Web Token, `{"…`, in base64url. A response without it holds no token. */
export const TOKEN_START = 'eyJ';
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/**
 * The texts of a login response that may be the access token, at these keys: `access` at the top or under `data`, `tokens` and
 * `result`; `auth.token` at that place alone.
 */
export function tokensInResponse(response: unknown, paths: readonly string[]): string[] {
  const holders = [response, ...WRAPPERS.map((name) => at(response, name))];
  const values = holders.flatMap((holder, depth) =>
    paths.filter((path) => depth === 0 || !path.includes('.')).map((path) => textAt(holder, path)),
  );
  return [...new Set(values.filter(isToken))];
}

/** Tokens in the cookies that a response sets. */
export function tokensInSetCookie(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((cookie) => tokensInCookies(cookie.split(';', 1)[0]).map(({ token }) => token));
}

/** Tokens in a `Cookie` header, with the names of their cookies. */
export function tokensInCookies(header: string | undefined): { name: string; token: string }[] {
  if (!header?.includes(`=${TOKEN_START}`)) return [];
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .map((cookie) => ({ name: cookie.split('=', 1)[0]!, token: cookie.slice(cookie.indexOf('=') + 1) }))
    .filter(({ token }) => TOKEN.test(token));
}

function textAt(holder: unknown, path: string): string | undefined {
  const value = path.split('.').reduce(at, holder);
  if (typeof value !== 'string') return undefined;
  return bearerToken(value) ?? value;
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function isToken(value: string | undefined): value is string {
  return value !== undefined && TOKEN.test(value);
}
