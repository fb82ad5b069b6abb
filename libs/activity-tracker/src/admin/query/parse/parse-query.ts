import { nearestName } from '../../../common/nearest-name.js';
import type { ActivityQuery, QueryCondition, QueryContext, QueryField, QueryTerm } from '../activity-query.js';
import { FIELD_SPELLINGS, fieldNamed, namedPayloadFields, ruleOf, spellingOf } from './field-names.js';
import { isTimeField } from './time-fields.js';
import { type TextSpan, QuerySyntaxError } from './query-syntax-error.js';
import { Scanner, type Token } from './scanner.js';
import { readToken } from './read-token.js';
import { readValue } from './values.js';
import { SESSION_CLAIMS } from '../../../record/payload-fields.js';

/** Longest query text, in UTF-16 code units. */
export const MAX_QUERY_LENGTH = 4_096;
/** Each condition costs the store time. */
export const MAX_CONDITIONS = 20;
export const MAX_TERMS = 50;
const MAX_SHOWN = 40;
/** A parenthesis around conditions; `(a+b)` is a word. */
const PARENTHESIS = /^(?:[()]+|\(+-?[A-Za-z_][\w.-]*:.*)$/s;
const CONNECTIVES = /^(?:AND|OR|NOT|&&|\|\|)$/;

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
    return [termOf(field, { text, quoted: true, position: 0, length: text.length }, context)];
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

function readCondition(scanner: Scanner, context: QueryContext): QueryCondition {
  const position = scanner.position;
  const minus = scanner.take('-');
  const name = scanner.takeFieldName();
  if (!name) return { field: 'text', negated: minus, terms: [readWords(scanner, position, context)] };
  const field = fieldNamed(name.text, context);
  if (!field) throw unknownField(name, context);
  assertRecorded(field, name, context);
  const bang = { position: scanner.position, length: 1 };
  const exclaimed = scanner.take('!');
  if (minus && exclaimed) {
    throw new QuerySyntaxError(
      `${name.text} is negated twice`,
      bang,
      `Write -${name.text}: or ${name.text}:!, not both`,
      { code: 'negated_twice', values: { field: name.text } },
    );
  }
  return { field, negated: minus || exclaimed, terms: readTerms(scanner, field, context) };
}

function readWords(scanner: Scanner, start: number, context: QueryContext): QueryTerm {
  const token = readToken(scanner);
  if (!token.quoted && PARENTHESIS.test(token.text)) {
    throw new QuerySyntaxError(
      'parentheses do not group conditions',
      token,
      'Conditions are ANDed; write alternatives of one field as status:4xx,5xx, and ask for those of two fields one after the other. To find a parenthesis, put it in quotes',
      { code: 'parentheses' },
    );
  }
  if (token.length === 0) {
    throw new QuerySyntaxError(
      'nothing follows the -',
      { position: start, length: 1 },
      'Write -method:GET, or "-" to find a -',
      { code: 'nothing_negated' },
    );
  }
  if (!token.quoted && CONNECTIVES.test(token.text)) {
    throw new QuerySyntaxError(
      `"${token.text}" is not an operator`,
      token,
      `Conditions are ANDed; write alternatives as status:4xx,5xx and negation as -method:GET. To find the word, write "${token.text}"`,
      { code: 'not_an_operator', values: { value: token.text } },
    );
  }
  return termOf('text', token, context);
}

function readTerms(scanner: Scanner, field: QueryField, context: QueryContext): QueryTerm[] {
  const terms: QueryTerm[] = [];
  const start = scanner.position;
  do {
    terms.push(termOf(field, readToken(scanner, ','), context));
  } while (scanner.take(','));
  const place = { position: start, length: scanner.position - start };
  if (isTimeField(field) && terms.length > 1) {
    throw new QuerySyntaxError(`${field} has several values`, place, 'Keep one of them', {
      code: 'several_values',
      values: { field },
    });
  }
  if (terms.length > MAX_TERMS) {
    throw new QuerySyntaxError(`${field} has ${terms.length} values`, place, `Remove some: at most ${MAX_TERMS}`, {
      code: 'too_many_values',
      values: { field, max: MAX_TERMS },
    });
  }
  return terms;
}

function termOf(field: QueryField, token: Token, context: QueryContext): QueryTerm {
  const { kind, rule, example } = ruleOf(field);
  if (token.text === '') {
    const place = { position: token.position, length: Math.max(1, token.length) };
    throw new QuerySyntaxError(`${field} has no value`, place, `Give ${rule}: ${example}`, {
      code: 'missing_value',
      values: { field, example },
    });
  }
  if (!token.quoted && token.text.startsWith('!')) {
    throw new QuerySyntaxError(
      `! stands before a single value of ${field}`,
      token,
      `Put one ! before all of them, as in -${example}`,
      { code: 'negated_value', values: { field, example: `-${example}` } },
    );
  }
  const reading = readValue(kind, token, context, field === 'to');
  if (!('hint' in reading)) return reading;
  throw new QuerySyntaxError(
    `${field} is ${shown(token.text)}, which is invalid`,
    token,
    reading.hint || `It must be ${rule}`,
    {
      code: reading.code ?? 'invalid_value',
      values: { field, value: shown(token.text, ''), example, ...reading.values },
    },
  );
}

function unknownField(name: Token, { payloadKeys = [] }: QueryContext): QuerySyntaxError {
  const claims = payloadKeys === 'any' ? [] : namedPayloadFields(payloadKeys).map(spellingOf);
  const nearest = nearestName(name.text, [...FIELD_SPELLINGS, ...claims]);
  return new QuerySyntaxError(
    `"${shown(name.text, '')}" is not a field`,
    name,
    `${nearest ? `Did you mean ${nearest}? ` : ''}To find text with a colon, put it in quotes`,
    nearest
      ? { code: 'did_you_mean', values: { value: shown(name.text, ''), nearest } }
      : { code: 'unknown_field', values: { value: shown(name.text, '') } },
  );
}

/** Sessions are known by claims, which a log without them cannot be asked for. */
function assertRecorded(field: QueryField, name: Token, { payloadKeys }: QueryContext): void {
  if (field !== 'session' || payloadKeys === undefined || payloadKeys === 'any') return;
  if (SESSION_CLAIMS.some((claim) => payloadKeys.includes(claim))) return;
  throw new QuerySyntaxError(
    `records hold no ${SESSION_CLAIMS.join(' and no ')}`,
    name,
    `Add ${SESSION_CLAIMS.join(' or ')} to jwt.payloadKeys to find sessions`,
    { code: 'not_recorded', values: { field, claims: SESSION_CLAIMS.join(', ') } },
  );
}

function shown(text: string, quote = '"'): string {
  return `${quote}${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}${quote}`;
}
