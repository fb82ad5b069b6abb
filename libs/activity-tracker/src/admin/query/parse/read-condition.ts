import { nearestName } from '../../../common/nearest-name.js';
import { SESSION_CLAIMS } from '../../../record/payload-fields.js';
import type { QueryCondition, QueryContext, QueryField, QueryTerm } from '../activity-query.js';
import { FIELD_SPELLINGS, fieldNamed, namedPayloadFields, ruleOf, spellingOf } from './field-names.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { readToken } from './read-token.js';
import type { Scanner, Token } from './scanner.js';
import { isTimeField } from './time-fields.js';
import { readValue } from './values.js';

export const MAX_TERMS = 50;
const MAX_SHOWN = 40;
/** A parenthesis around conditions; `(a+b)` is a word. */
const PARENTHESIS = /^(?:[()]+|\(+-?[A-Za-z_][\w.-]*:.*)$/s;
const CONNECTIVES = /^(?:AND|OR|NOT|&&|\|\|)$/;

export function readCondition(scanner: Scanner, context: QueryContext): QueryCondition {
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
  return readTerm('text', token, context);
}

export function readTerms(scanner: Scanner, field: QueryField, context: QueryContext): QueryTerm[] {
  const terms: QueryTerm[] = [];
  const start = scanner.position;
  do {
    terms.push(readTerm(field, readToken(scanner, ','), context));
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

export function readTerm(field: QueryField, token: Token, context: QueryContext): QueryTerm {
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
