import { decodeComponent } from './decode.js';
import type { KeyRules } from './key-rules.js';
import { FILTERED } from './markers.js';
import type { RememberedValues } from './remembered-values.js';

/** What masking a URL needs of its surroundings. */
export interface UrlContext {
  readonly rules: KeyRules;
  readonly remembered: RememberedValues;
  /** Masks a text by its form and by the names in it. */
  mask(text: string): string;
  /** The same for a parameter's value, which may be JSON or another URL. */
  maskEmbedded(text: string): string;
}

/** A secret shorter than this is looked for as a whole path segment only, where one is. */
const SHORTEST_INSIDE_SEGMENT = 6;

/**
 * Masks a URL's secrets: values of sensitive query and fragment parameters, the password before `@`, recognisable
 * secrets, and the given values of path parameters. All else stays byte for byte, also what is malformed.
 */
export function maskUrl(url: string, context: UrlContext, pathSecrets: readonly string[] = []): string {
  const fragmentStart = url.indexOf('#');
  const target = fragmentStart < 0 ? url : url.slice(0, fragmentStart);
  const queryStart = target.indexOf('?');
  let masked = maskPath(queryStart < 0 ? target : target.slice(0, queryStart), context, pathSecrets);
  if (queryStart >= 0) masked += maskQuery(target.slice(queryStart), context);
  if (fragmentStart >= 0) masked += maskFragment(url.slice(fragmentStart), context);
  return replaceLongSecrets(masked, pathSecrets);
}

function maskPath(path: string, context: UrlContext, secrets: readonly string[]): string {
  let masked = path;
  for (const secret of secrets) if (secret !== '') masked = replaceInPath(masked, secret);
  return context.mask(masked);
}

function replaceInPath(path: string, secret: string): string {
  let found = false;
  const segments = path.split('/').map((segment) => {
    if (segment !== secret && decodePathSegment(segment) !== secret) return segment;
    found = true;
    return FILTERED;
  });
  if (found) return segments.join('/');
  return spellings(secret).reduce((masked, spelling) => masked.replaceAll(spelling, FILTERED), path);
}

function replaceLongSecrets(url: string, secrets: readonly string[]): string {
  let masked = url;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_INSIDE_SEGMENT || FILTERED.includes(secret)) continue;
    for (const spelling of spellings(secret)) masked = masked.replaceAll(spelling, FILTERED);
  }
  return masked;
}

function spellings(secret: string): string[] {
  const encoded = encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\ufffd'));
  const all = [
    secret,
    encoded,
    encoded.replaceAll('%2F', '/'),
    encoded.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ];
  return all.filter((spelling) => !FILTERED.includes(spelling));
}

/** In a path `+` is a plus. */
function decodePathSegment(segment: string): string {
  return segment.includes('%') ? decodeComponent(segment.replaceAll('+', '%2B')) : segment;
}

/** `#access_token=…`, and the routes that some pages keep behind the `#`. */
function maskFragment(fragment: string, context: UrlContext): string {
  const queryStart = fragment.indexOf('?');
  if (queryStart >= 0)
    return context.mask(fragment.slice(0, queryStart)) + maskQuery(fragment.slice(queryStart), context);
  return fragment.includes('=') ? maskQuery(fragment, context) : context.mask(fragment);
}

/** @param query with its leading `?` or `#` */
export function maskQuery(query: string, context: UrlContext): string {
  const parameters = query.slice(1).split('&');
  const kept: string[] = [];
  for (const parameter of parameters) {
    const masked = maskParameter(parameter, context);
    if (masked !== undefined) kept.push(masked);
  }
  return kept.length === 0 ? '' : query[0] + kept.join('&');
}

/** `undefined`: the parameter is to be removed. */
function maskParameter(parameter: string, context: UrlContext): string | undefined {
  const equals = parameter.indexOf('=');
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  const action = context.rules.actionOf(name);
  if (action === 'remove') return undefined;
  if (equals < 0) return context.mask(parameter);
  const value = parameter.slice(equals + 1);
  if (action === 'keep') return `${name}=${maskPlainValue(value, context)}`;
  if (value !== FILTERED) {
    context.remembered.addText(value);
    context.remembered.addText(decodeComponent(value));
  }
  return `${name}=${FILTERED}`;
}

/** The value of a harmless name can still be a secret, or a URL that carries one. */
function maskPlainValue(value: string, context: UrlContext): string {
  const decoded = decodeComponent(value);
  const masked = context.maskEmbedded(decoded);
  if (masked === decoded) return value;
  return decoded === value ? masked : encodeURIComponent(masked.replace(/\p{Surrogate}/gu, '\ufffd'));
}
