import { isObject } from '../../common/is-object.js';
import type { KeyRules } from '../keys/key-rules.js';
import { FILTERED } from '../values/markers.js';
import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED, WorkSpent } from '../budget/work-budget.js';

/** A class of one sign: for a text without any, V8 searches by `includes`, which takes ten times as long where backslashes are many. */
const ESCAPED_DOLLAR = /[\\]u0024/;
/** A small letter that a JSON text escapes. */
const ESCAPED_LETTER = /\\u00[67][\da-f]/i;
/** `password: $p`, and `passwords: [$old, $new]`: what a name is given. Each part stops where the next could begin, so that no text takes long. */
const GIVEN = /\b([_A-Za-z]\w*)\s*:\s*(\$[_A-Za-z]\w*|\[[^[\]]{0,1000}\])/g;
/** What a server does not execute: a caller could write there that an amount is a token. */
const NOT_EXECUTED = /"""[^]*?"""|"(?:[^"\\\n\r]|\\.)*"|#[^\n\r]*/g;
const VARIABLE = /\$([_A-Za-z]\w*)/g;

/** Without `$` and `variables`, escaped or not, a text need not be parsed. */
export function mayHoldVariables(text: string): boolean {
  const mayBeEscaped = text.includes('\\');
  if (!text.includes('$') && !(mayBeEscaped && ESCAPED_DOLLAR.test(text))) return false;
  return text.includes('variables"') || (mayBeEscaped && ESCAPED_LETTER.test(text));
}

/**
 * Masks the variables of GraphQL requests that the operation gives to something that names a secret, whatever they are called
 * themselves: `signIn(password: $p)`. The body, one request or a list of them as parsed from JSON, is changed in place.
 * @see https://graphql.github.io/graphql-over-http/draft/ §5.4
 * @returns what was masked
 */
export function maskVariablesInPlace(body: unknown, rules: KeyRules, meter: Meter = UNMETERED): unknown[] {
  const questions: Questions = { rules, meter, isSpent: false };
  return (Array.isArray(body) ? body : [body]).flatMap((request) => maskRequest(request, questions));
}

interface Questions {
  readonly rules: KeyRules;
  readonly meter: Meter;
  /** Asking again would only cost the exception, once for each request of a list. */
  isSpent: boolean;
}

/**
 * {@link maskVariablesInPlace} for a body that the host holds: changes a copy of it, as deep as the variables are. A body that cannot
 * be read is returned as it is.
 */
export function withMaskedVariables(
  body: unknown,
  rules: KeyRules,
  meter: Meter,
): { body: unknown; masked: readonly unknown[] } {
  try {
    if (![body].flat().some((request) => isObject(request) && isObject(request.variables))) return { body, masked: [] };
    const copy = Array.isArray(body) ? body.map(withOwnVariables) : withOwnVariables(body);
    const masked = maskVariablesInPlace(copy, rules, meter);
    return { body: masked.length > 0 ? copy : body, masked };
  } catch {
    return { body, masked: [] };
  }
}

function withOwnVariables(request: unknown): unknown {
  if (!isObject(request) || !isObject(request.variables)) return request;
  return { ...request, variables: { ...request.variables } };
}

function maskRequest(request: unknown, questions: Questions): unknown[] {
  if (!isObject(request)) return [];
  const { query, variables } = request;
  if (typeof query !== 'string' || !isObject(variables)) return [];
  const masked: unknown[] = [];
  for (const name of secretVariables(query, variables, questions)) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined || value === null) continue;
    masked.push(value);
    variables[name] = FILTERED;
  }
  return masked;
}

/** All of them, where finding out would take more work than is left. */
function secretVariables(query: string, variables: object, questions: Questions): Iterable<string> {
  if (questions.isSpent) return Object.keys(variables);
  try {
    const { rules, meter } = questions;
    return variablesOfSecrets(query, (name) => rules.ruleOf(name, meter).action !== 'keep', meter);
  } catch (error) {
    if (error !== WorkSpent.instance) throw error;
    questions.isSpent = true;
    return Object.keys(variables);
  }
}

export function variablesOfSecrets(query: string, isSecret: (name: string) => boolean, meter: Meter): Set<string> {
  const variables = new Set<string>();
  meter.spend(2 * query.length * PRICE.expressionCharacter);
  for (const [, name = '', given = ''] of query.replace(NOT_EXECUTED, '""').matchAll(GIVEN)) {
    meter.spend(PRICE.candidate);
    if (!isSecret(name)) continue;
    for (const [, variable = ''] of given.matchAll(VARIABLE)) {
      meter.spend(PRICE.candidate);
      variables.add(variable);
    }
  }
  return variables;
}
