import { bearerToken } from './bearer-token.js';

const WRAPPERS = ['data', 'tokens', 'result'];

/** Start of every JSON Web Token: `{"` in base64url. */
export const TOKEN_START = 'eyJ';
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** `access` is looked up at the top and under `data`, `tokens` and `result`; `auth.token` only at that path. */
export function tokensInResponse(response: unknown, paths: readonly string[]): string[] {
  const holders = [response, ...WRAPPERS.map((name) => at(response, name))];
  const values = holders.flatMap((holder, depth) =>
    paths.filter((path) => depth === 0 || !path.includes('.')).map((path) => textAt(holder, path)),
  );
  return [...new Set(values.filter(isToken))];
}

export function tokensInSetCookie(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((cookie) => tokensInCookies(cookie.split(';', 1)[0]).map(({ token }) => token));
}

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
