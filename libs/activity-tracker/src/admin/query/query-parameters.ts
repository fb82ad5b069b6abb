import { BadRequestException } from '@nestjs/common';
import { badParameter } from '../../http/parameters/bad-parameter.js';
import type { ActivityQuery, QueryCondition, QueryContext, QueryField } from './activity-query.js';
import { fieldNamed, isPayloadField } from './parse/field-names.js';
import { assertOneSpan, MAX_CONDITIONS, parseQuery, parseValues } from './parse/parse-query.js';
import { QuerySyntaxError } from './parse/query-syntax-error.js';

const NEGATION = 'not.';

export interface ParameterQuery {
  query: ActivityQuery;
  rest: Record<string, string>;
}

/**
 * `q` is a query text, every field a parameter, `not.` negates, commas separate: `status=4xx,5xx&not.method=GET`.
 * @throws QuerySyntaxError for `q`
 * @throws BadRequestException that names the invalid parameter
 */
export function queryOfParameters(
  parameters: Readonly<Record<string, string>>,
  context: QueryContext = {},
): ParameterQuery {
  const conditions: QueryCondition[] = [];
  const rest: Record<string, string> = {};
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    const condition = name === 'q' ? undefined : fieldOf(name, context);
    if (name !== 'q' && !condition) rest[name] = value;
    if (value === '') continue;
    if (name === 'q') conditions.push(...parseQuery(value, context).conditions);
    if (!condition) continue;
    const key = `${condition.negated} ${condition.field}`;
    const other = seen.get(key);
    if (other !== undefined)
      throw badParameter(name, `means the same as ${other}: use one of them, with commas between values`);
    seen.set(key, name);
    conditions.push({ ...condition, terms: termsOf(name, condition.field, value, context) });
  }
  if (conditions.length > MAX_CONDITIONS)
    throw badParameter('q', `and the other parameters make more than ${MAX_CONDITIONS} conditions: remove some`);
  inWords(() => assertOneSpan(conditions, { position: 0, length: 0 }));
  return { query: { conditions }, rest };
}

function fieldOf(name: string, context: QueryContext): { field: QueryField; negated: boolean } | undefined {
  const negated = name.startsWith(NEGATION);
  const spelling = negated ? name.slice(NEGATION.length) : name;
  const field = fieldNamed(spelling, context);
  // Parameters are case-sensitive, unlike field names in a query text. A claim may be named like another parameter.
  const isParameter = field && (isPayloadField(field) ? spelling === field : spelling === spelling.toLowerCase());
  return isParameter ? { field, negated } : undefined;
}

function termsOf(name: string, field: QueryField, value: string, context: QueryContext): QueryCondition['terms'] {
  if (value.startsWith('!') && field !== 'text') {
    throw badParameter(name, `is negated by its name: write ${NEGATION}${name}=${value.slice(1)}`, value);
  }
  return inWords(() => parseValues(field, value, context), name);
}

/** Without a position: the parameter's name is enough. */
function inWords<T>(read: () => T, name = ''): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    const said = error.problem.includes(name) ? '' : `${name}: `;
    throw new BadRequestException([`${said}${error.problem}. ${error.remedy}`]);
  }
}
