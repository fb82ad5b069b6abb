import type { KeyRules } from './key-rules.js';
import { FILTERED } from './markers.js';

/** Without them a text holds no GraphQL request with variables, and need not be parsed to find out. The rarer a sign, the sooner a text is gone through. */
const SIGNS = ['$', 'variables"'];
/** `password: $p`, and `passwords: [$old, $new]`: what a name is given. Each part stops where the next could begin, so that no text takes long. */
const GIVEN = /\b([_A-Za-z]\w*)\s*:\s*(\$[_A-Za-z]\w*|\[[^[\]]{0,1000}\])/g;
const VARIABLE = /\$([_A-Za-z]\w*)/g;

/** Whether a JSON text may be a GraphQL request with variables. */
export function mayHoldVariables(text: string): boolean {
  return SIGNS.every((sign) => text.includes(sign));
}

/**
 * Masks the variables of GraphQL requests that the operation gives to something that names a secret, whatever they are called
 * themselves: `signIn(password: $p)`. The body, one request or a list of them as parsed from JSON, is changed in place.
 * @see https://graphql.github.io/graphql-over-http/draft/ §5.4
 * @returns what was masked
 */
export function maskVariables(body: unknown, rules: KeyRules): unknown[] {
  return (Array.isArray(body) ? body : [body]).flatMap((request) => maskRequest(request, rules));
}

function maskRequest(request: unknown, rules: KeyRules): unknown[] {
  if (!isObject(request)) return [];
  const { query, variables } = request;
  if (typeof query !== 'string' || !isObject(variables)) return [];
  const masked: unknown[] = [];
  for (const name of variablesOfSecrets(query, rules)) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined || value === null) continue;
    masked.push(value);
    variables[name] = FILTERED;
  }
  return masked;
}

function variablesOfSecrets(query: string, rules: KeyRules): Set<string> {
  const variables = new Set<string>();
  for (const [, name = '', given = ''] of query.matchAll(GIVEN)) {
    if (rules.ruleOf(name).action === 'keep') continue;
    for (const [, variable = ''] of given.matchAll(VARIABLE)) variables.add(variable);
  }
  return variables;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
