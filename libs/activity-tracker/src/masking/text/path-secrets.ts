import { decodeComponent } from './decode.js';
import { FILTERED } from '../values/markers.js';
import { PRICE } from '../budget/prices.js';
import type { Meter } from '../budget/work-budget.js';

export interface PathSecrets {
  readonly values: readonly string[];
  /** `undefined` where the template does not tell: then the values are looked for. */
  readonly segments: SecretSegments | undefined;
}

interface SecretSegments {
  readonly count: number;
  readonly secret: ReadonlySet<number>;
}

export const NO_PATH_SECRETS: PathSecrets = { values: [], segments: undefined };

/** A secret shorter than this is looked for as a whole path segment only, where one is. */
const SHORTEST_INSIDE_SEGMENT = 6;

const PARAMETER = /^:(\w+)$/;
const LITERAL = /^[^:*(){}?+\\[\]]*$/;

/** Which segments of a template, such as `/reset/:token`, hold secrets. `undefined` for templates with wildcards, optional or compound parts. */
export function secretSegments(template: string, isSecret: (name: string) => boolean): SecretSegments | undefined {
  const secret = new Set<number>();
  const segments = segmentsOf(template);
  for (const [index, segment] of segments.entries()) {
    const name = PARAMETER.exec(segment)?.[1];
    if (name === undefined && !LITERAL.test(segment)) return undefined;
    if (name !== undefined && isSecret(name)) secret.add(index);
  }
  return { count: segments.length, secret };
}

/** Texts of the parameters that hold secrets; a wildcard's value comes as its segments. @param onValue told of each, as others may be unreadable */
export function eachSecretParameter(
  params: Record<string, unknown>,
  isSecret: (name: string) => boolean,
  onValue: (value: string) => void,
): void {
  for (const name of Object.keys(params)) {
    if (!isSecret(name)) continue;
    const value: unknown = Object.getOwnPropertyDescriptor(params, name)?.value;
    for (const part of Array.isArray(value) ? value : [value])
      if (typeof part === 'string' && part !== '') onValue(part);
  }
}

function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

/**
 * Masks the secret segments of a path, and no other that holds the same. `undefined` where they cannot be told: also where a
 * host rewrote the path before it was routed, so that the values stand elsewhere.
 */
export function maskSecretSegments(path: string, { segments, values }: PathSecrets, meter: Meter): string | undefined {
  if (!segments || segmentsOf(path).length !== segments.count) return undefined;
  const parts = path.split('/');
  const isValue = (segment = '') => values.includes(segment) || values.includes(decodePathSegment(segment, meter));
  const areInPlace = [...segments.secret].every((index) => isValue(parts[index]));
  if (!areInPlace && replacePathSecrets(path, values, meter) !== path) return undefined;
  return parts.map((segment, index) => (segments.secret.has(index) ? FILTERED : segment)).join('/');
}

export function replacePathSecrets(path: string, secrets: readonly string[], meter: Meter): string {
  let masked = path;
  for (const secret of secrets) if (secret !== '') masked = replaceInPath(masked, secret, meter);
  return masked;
}

function replaceInPath(path: string, secret: string, meter: Meter): string {
  let found = false;
  meter.spend((path.length + secret.length) * PRICE.decodeCharacter);
  const segments = path.split('/').map((segment) => {
    meter.spend(PRICE.candidate);
    if (segment !== secret && decodePathSegment(segment, meter) !== secret) return segment;
    found = true;
    return FILTERED;
  });
  if (found) return segments.join('/');
  return spellings(secret).reduce((masked, spelling) => masked.replaceAll(spelling, FILTERED), path);
}

export function replaceLongSecrets(url: string, secrets: readonly string[], meter: Meter): string {
  let masked = url;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_INSIDE_SEGMENT || FILTERED.includes(secret)) continue;
    meter.spend(PRICE.candidate + (secret.length + url.length) * PRICE.decodeCharacter);
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

function decodePathSegment(segment: string, meter: Meter): string {
  return segment.includes('%') ? decodeComponent(segment.replaceAll('+', '%2B'), meter) : segment;
}
