import { decodeComponent } from './decode.js';
import type { KeyRules } from '../keys/key-rules.js';
import { type KeyValueRules, maskKeyValues } from './key-values/key-value-text.js';
import { FILTERED } from '../values/markers.js';
import {
  maskSecretSegments,
  NO_PATH_SECRETS,
  type PathSecrets,
  replaceLongSecrets,
  replacePathSecrets,
} from './path-secrets.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import { isSuspicious } from './suspicion.js';
import { PRICE } from '../budget/prices.js';
import type { Meter } from '../budget/work-budget.js';

/** What masking a URL needs of its surroundings. */
export interface UrlContext extends Meter {
  readonly rules: KeyRules;
  readonly remembered: RememberedValues;
  /** Masks a text by its form and by the names in it. */
  mask(text: string): string;
  /** The same for a parameter's value, which may be JSON or another URL. */
  maskEmbedded(text: string): string;
}

/**
 * Masks a URL's secrets: values of sensitive query and fragment parameters, the password before `@`, recognizable
 * secrets, and the given values of path parameters. All else stays byte for byte, also what is malformed.
 */
export function maskUrl(url: string, context: UrlContext, pathSecrets: PathSecrets = NO_PATH_SECRETS): string {
  const fragmentStart = url.indexOf('#');
  const target = fragmentStart < 0 ? url : url.slice(0, fragmentStart);
  const queryStart = target.indexOf('?');
  const path = queryStart < 0 ? target : target.slice(0, queryStart);
  const placed = maskSecretSegments(path, pathSecrets, context);
  const open = placed ?? replacePathSecrets(path, pathSecrets.values, context);
  let masked = pathSecrets === NO_PATH_SECRETS ? context.mask(open) : maskRequestPath(open, context);
  if (queryStart >= 0) masked += maskQuery(target.slice(queryStart), context);
  if (fragmentStart >= 0) masked += maskFragment(url.slice(fragmentStart), context);
  return placed === undefined ? replaceLongSecrets(masked, pathSecrets.values, context) : masked;
}

/** Of a request, a name and its value stand in one segment: a caller who sends `password=` hides nothing behind the next slash. */
function maskRequestPath(path: string, context: UrlContext): string {
  const [authority = ''] = AUTHORITY.exec(path) ?? [];
  if (!NAME_AND_VALUE.test(path.slice(authority.length))) return context.mask(path);
  const segments = path.slice(authority.length).split('/');
  context.spend(segments.length * PRICE.parameter);
  return context.mask(authority) + segments.map((segment) => context.mask(segment)).join('/');
}

const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/[^/]*/i;
const NAME_AND_VALUE = /[=:]/;

/**
 * Whether a URL in which nothing but names and values can be a secret has none: told without a copy of it. False where
 * that is not as easily seen.
 */
export function isHarmlessUrl(url: string, context: KeyValueRules & Pick<UrlContext, 'rules'>): boolean {
  context.spend(url.length * PRICE.scanCharacter);
  const fragmentStart = url.indexOf('#');
  if (fragmentStart >= 0 && !PLAIN_FRAGMENT.test(url.slice(fragmentStart))) return false;
  const target = fragmentStart < 0 ? url : url.slice(0, fragmentStart);
  const queryStart = target.indexOf('?');
  if (queryStart < 0) return maskKeyValues(target, context) === target;
  for (let start = queryStart + 1; start <= target.length;) {
    const next = target.indexOf('&', start);
    const end = next < 0 ? target.length : next;
    context.spend(PRICE.plainParameter);
    if (!isHarmlessParameter(target.slice(start, end), context)) return false;
    start = end + 1;
  }
  const path = target.slice(0, queryStart);
  return maskKeyValues(path, context) === path;
}

const PLAIN_FRAGMENT = /^#[\w./-]*$/;

function isHarmlessParameter(parameter: string, context: Pick<UrlContext, 'rules'> & Meter): boolean {
  const equals = parameter.indexOf('=');
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  if (NEEDS_A_LOOK.test(name) || context.rules.ruleOf(name, context).action !== 'keep') return false;
  if (equals < 0) return true;
  const value = decodeComponent(parameter.slice(equals + 1), context);
  return !VALUE_NEEDS_A_LOOK.test(value) && (value.length === parameter.length - equals - 1 || !isSuspicious(value));
}

/** Names that have to be decoded, or end in front of a value. */
const NEEDS_A_LOOK = /[%+:]/;
/** JSON, another URL, names and values. */
const VALUE_NEEDS_A_LOOK = /^[\s"[{/]|[:=%?#]/;

/** `#access_token=…`, and the routes that some pages keep behind the `#`. */
function maskFragment(fragment: string, context: UrlContext): string {
  const queryStart = fragment.indexOf('?');
  if (queryStart >= 0)
    return context.mask(fragment.slice(0, queryStart)) + maskQuery(fragment.slice(queryStart), context);
  return fragment.includes('=') ? maskQuery(fragment, context) : context.mask(fragment);
}

/** @param query with its leading `?` or `#` */
function maskQuery(query: string, context: UrlContext): string {
  const parameters = query.slice(1).split('&');
  const kept: string[] = [];
  context.spend(parameters.length * PRICE.candidate);
  for (const parameter of parameters) {
    const masked = maskParameter(parameter, context);
    if (masked !== undefined) kept.push(masked);
  }
  return kept.length === 0 ? '' : query[0] + kept.join('&');
}

/** `undefined`: the parameter is to be removed. */
function maskParameter(parameter: string, context: UrlContext): string | undefined {
  context.spend(PRICE.parameter + parameter.length * PRICE.scanCharacter);
  const equals = parameter.indexOf('=');
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  const value = parameter.slice(equals + 1);
  const action = context.rules.actionOf(name, context, equals < 0 ? undefined : decodeComponent(value, context));
  if (action === 'remove') return undefined;
  if (equals < 0) return context.mask(parameter);
  // `?<token>=`: base64 with its padding, or a value without a name.
  const written = context.mask(name);
  if (action === 'keep') return `${written}=${maskPlainValue(value, context)}`;
  if (value !== FILTERED) {
    context.remembered.addText(value);
    context.remembered.addText(decodeComponent(value, context));
  }
  return `${written}=${FILTERED}`;
}

/** The value of a harmless name can still be a secret, or a URL that carries one. */
function maskPlainValue(value: string, context: UrlContext): string {
  const decoded = decodeComponent(value, context);
  const masked = context.maskEmbedded(decoded);
  if (masked === decoded) return value;
  return decoded === value ? masked : encodeURIComponent(masked.replace(/\p{Surrogate}/gu, '\ufffd'));
}
