import type { ActivityQuery, QueryCondition, QueryContext, QueryField, QueryTerm } from '../activity-query.js';
import { isTimeField } from './time-fields.js';
import { type TextSpan, QuerySyntaxError } from './query-syntax-error.js';
import { readCondition, readTerms, readTerm } from './read-condition.js';
import { Scanner } from './scanner.js';

/** Longest query text, in UTF-16 code units. */
export const MAX_QUERY_LENGTH = 4_096;
/** Each condition costs the store time. */
export const MAX_CONDITIONS = 20;

/**
 * Parses a query text, such as `user:42 status:5xx route:Orders.* duration:>500 country:!DE -method:GET "free text"`.
 * @throws QuerySyntaxError with the position and the remedy
 * @publicApi
 */
export function parseQuery(text: string, context: QueryContext = {}): ActivityQuery {
  assertReadable(text, MAX_QUERY_LENGTH);
  const scanner = new Scanner(text);
  const conditions: QueryCondition[] = [];
  for (scanner.skipSpace(); !scanner.done; scanner.skipSpace()) {
    const position = scanner.position;
    conditions.push(readCondition(scanner, context));
    assertSpace(scanner);
    if (conditions.length > MAX_CONDITIONS) {
      throw new QuerySyntaxError(
        `there are more than ${MAX_CONDITIONS} conditions`,
        { position, length: text.length - position },
        'Remove some; one field can have several values, separated by commas',
        { code: 'too_many_conditions', values: { max: MAX_CONDITIONS } },
      );
    }
  }
  assertOneSpan(conditions, { position: 0, length: text.length });
  return { conditions };
}

export function parseValues(field: QueryField, text: string, context: QueryContext): readonly QueryTerm[] {
  assertReadable(text, MAX_QUERY_LENGTH);
  if (field === 'text') {
    return [readTerm(field, { text, quoted: true, position: 0, length: text.length }, context)];
  }
  const scanner = new Scanner(text);
  const terms = readTerms(scanner, field, context);
  if (scanner.done) return terms;
  throw new QuerySyntaxError(
    `${field} has something after its value`,
    { position: scanner.position, length: text.length - scanner.position },
    'Put a value with spaces in quotes, and a comma between values',
    { code: 'text_after_value', values: { field } },
  );
}

export function assertOneSpan(conditions: readonly QueryCondition[], place: TextSpan): void {
  const times = { from: -Infinity, to: Infinity };
  const seen = new Set<QueryField>();
  for (const { field, negated, terms } of conditions) {
    if (!isTimeField(field) || negated) continue;
    if (seen.has(field))
      throw new QuerySyntaxError(`${field} is given twice`, place, 'Keep one of them', {
        code: 'repeated_field',
        values: { field },
      });
    seen.add(field);
    const [term] = terms;
    if (field !== 'since' && term?.operator === 'equals') times[field] = Number(term.value);
  }
  if (times.from > times.to)
    throw new QuerySyntaxError('from is later than to', place, 'Exchange them', { code: 'times_exchanged' });
}

function assertReadable(text: string, maxLength: number): void {
  if (typeof text !== 'string') {
    throw new QuerySyntaxError('the query is not a text', { position: 0, length: 0 }, 'Give a string', {
      code: 'not_a_text',
    });
  }
  if (text.length > maxLength) {
    throw new QuerySyntaxError(
      `the query has ${text.length} characters`,
      { position: maxLength, length: text.length - maxLength },
      `Shorten it to ${maxLength}`,
      { code: 'query_too_long', values: { length: text.length, max: maxLength } },
    );
  }
  const nul = text.indexOf('\0');
  if (nul >= 0)
    throw new QuerySyntaxError('the query contains a NUL character', { position: nul, length: 1 }, 'Remove it', {
      code: 'nul_character',
    });
}

function assertSpace(scanner: Scanner): void {
  if (scanner.done || /\s/u.test(scanner.text[scanner.position]!)) return;
  throw new QuerySyntaxError(
    'a space is missing',
    { position: scanner.position, length: 1 },
    'Put a space between conditions, and quotes around a whole value',
    { code: 'missing_space' },
  );
}
