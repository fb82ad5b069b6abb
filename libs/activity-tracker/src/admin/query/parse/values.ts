import { METHODS } from 'node:http';
import { firstInstant } from '../../../http/parameters/date-parameter.js';
import { nearestName } from '../../../common/nearest-name.js';
import type { QueryContext, QueryTerm } from '../activity-query.js';
import { countryName } from './country-name.js';
import { endOfDay, isDate, startOfDay } from './day-in-zone.js';
import type { ValueKind } from './fields.js';
import { canonicalAddress, canonicalNetwork } from './network.js';
import { milliseconds } from './period.js';
import type { QueryProblem, QueryProblemCode } from './query-problem.js';
import type { Token } from './scanner.js';
import { DAY_MS } from '../../../common/time.js';
import { ACTIVITY_OUTCOMES } from '../../../record/activity-log.js';
import { DEVICE_PARTS, deviceNamed } from '../../../storage/tally/device.js';

const MAX_VALUE_LENGTH = 256;
/** More would make a slow pattern. */
const MAX_STARS = 4;
const MAX_PERIOD_MS = 100 * 366 * DAY_MS;

/** The parsed value, or a hint why it is invalid; an empty hint if the field's rule is enough. */
export type Reading = QueryTerm | ({ readonly hint: string } & Partial<QueryProblem>);

const hint = (text: string, code?: QueryProblemCode, values?: QueryProblem['values']): Reading => ({
  hint: text,
  ...(code && { code }),
  ...(values && { values }),
});
const meant = (nearest: string | undefined): Reading =>
  nearest ? hint(`Did you mean ${nearest}?`, 'did_you_mean', { nearest }) : hint('');
const equals = (value: string | number | Date): QueryTerm => ({ operator: 'equals', value });

/** Parses a value by the rule of its kind. @param end whether a date without a time means its last instant */
export function readValue(kind: ValueKind, token: Token, context: QueryContext, end = false): Reading {
  const { text, quoted } = token;
  if (text.length > MAX_VALUE_LENGTH)
    return hint(`Shorten it to ${MAX_VALUE_LENGTH} characters.`, 'value_too_long', { max: MAX_VALUE_LENGTH });
  if (!quoted && text.toLowerCase() === 'none' && NONE_IS_POSSIBLE.has(kind)) return { operator: 'none' };
  return READERS[kind](text, { quoted, context, end });
}

interface Manner {
  readonly quoted: boolean;
  readonly context: QueryContext;
  readonly end: boolean;
}

const NONE_IS_POSSIBLE = new Set<ValueKind>([
  'user',
  'handler',
  'text',
  'method',
  'status',
  'country',
  'ip',
  'outcome',
  'path',
  'url',
  'device',
  'resource',
  'claim',
]);

const READERS: Readonly<Record<ValueKind, (text: string, manner: Manner) => Reading>> = {
  user: readUser,
  phrase: equals,
  handler: globOrText,
  text: globOrText,
  claim: globOrText,
  path: readPath,
  url: globOrText,
  device: readDevice,
  resource: readResource,
  id: readId,
  method: readMethod,
  country: (text) => equals(countryName(text)),
  ip: readAddress,
  outcome: readOutcome,
  status: readStatus,
  duration: (text) => readNumbers(text, duration) ?? exactDuration(text),
  instant: readInstant,
  period: readPeriod,
};

function globOrText(text: string, { quoted }: Manner): Reading {
  if (quoted || !text.includes('*')) return equals(text);
  const value = text.replaceAll(/\*{2,}/g, '*');
  if (value.split('*').length - 1 > MAX_STARS)
    return hint(`Use at most ${MAX_STARS} of *.`, 'too_many_wildcards', { max: MAX_STARS });
  return { operator: 'glob', value };
}

/** Only a beginning, because ids are also numbers, of which no pattern finds any. */
function readUser(text: string, { quoted }: Manner): Reading {
  if (quoted || !text.includes('*')) return equals(text);
  const value = text.replace(/\*+$/, '*');
  return value.indexOf('*') === value.length - 1
    ? { operator: 'glob', value }
    : hint('Put one * at the end, as in user:demo-*, or put an id that contains * in quotes.', 'wildcard_not_at_end');
}

function readPath(text: string, manner: Manner): Reading {
  if (!/^[/*]/.test(text))
    return hint(`Begin it with /, or with * for any beginning: path:*${text}.`, 'path_without_slash');
  return globOrText(text, manner);
}

function readResource(text: string, manner: Manner): Reading {
  const [, type, id = '*'] = /^([^/*]+)(?:\/(.*))?$/s.exec(text) ?? [];
  if (type === undefined || id === '')
    return hint('Write its kind first, as in resource:order/4711.', 'resource_without_type');
  return text.includes('/') ? globOrText(text, manner) : { operator: 'glob', value: `${type}/*` };
}

function readDevice(text: string): Reading {
  const device = deviceNamed(text);
  if (device !== undefined) return equals(device);
  return meant(nearestName(text, DEVICE_PARTS));
}

function readId(text: string): Reading {
  return /^[0-9a-f]{24}$/i.test(text) ? equals(text.toLowerCase()) : hint('');
}

function readMethod(text: string): Reading {
  const method = text.toUpperCase();
  if (METHODS.includes(method)) return equals(method);
  return meant(nearestName(method, METHODS));
}

function readOutcome(text: string): Reading {
  const outcome = text.toLowerCase();
  if (ACTIVITY_OUTCOMES.some((known) => known === outcome)) return equals(outcome);
  return meant(nearestName(outcome, ACTIVITY_OUTCOMES));
}

function readAddress(text: string): Reading {
  const address = canonicalAddress(text);
  if (address !== undefined) return equals(address);
  const network = canonicalNetwork(text);
  if (network !== undefined) return { operator: 'network', value: network };
  return text.includes(':') && text.includes('/')
    ? hint('An IPv6 range must end between two groups, as /48 does.', 'ip_range_between_groups')
    : hint('');
}

function readStatus(text: string): Reading {
  const [, hundreds] = /^([1-9])xx$/i.exec(text) ?? [];
  if (hundreds !== undefined) return { operator: 'class', value: Number(hundreds) };
  const code = (part: string) => (/^[1-9]\d\d$/.test(part) ? Number(part) : undefined);
  const exact = code(text);
  return exact === undefined ? (readNumbers(text, code) ?? hint('')) : equals(exact);
}

function readNumbers(text: string, read: (part: string) => number | undefined): Reading | undefined {
  const [, operator, compared] = /^(>=|<=|>|<)(.+)$/.exec(text) ?? [];
  if (operator !== undefined && compared !== undefined) {
    const value = read(compared);
    return value === undefined ? undefined : { operator: operator as '>' | '>=' | '<' | '<=', value };
  }
  const [, first, last] = /^(.+?)\.\.(.+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const [from, to] = [read(first), read(last)];
  if (from === undefined || to === undefined) return undefined;
  return from > to
    ? hint(`The range begins after its end: write ${last}..${first}.`, 'range_reversed', { range: `${last}..${first}` })
    : { operator: 'range', from, to };
}

function duration(text: string): number | undefined {
  const value = milliseconds(text, 'ms');
  return value !== undefined && value <= MAX_PERIOD_MS ? value : undefined;
}

const exactDuration = (text: string): Reading =>
  duration(text) === undefined
    ? hint('')
    : hint(`No two calls take exactly as long: write >${text} or <${text}.`, 'exact_duration');

function readInstant(text: string, { context, end }: Manner): Reading {
  if (isDate(text)) return equals(end ? endOfDay(text, context.zone) : startOfDay(text, context.zone));
  const time = firstInstant(text);
  // Instants outside the years 0 to 9999 cannot be formatted.
  return time instanceof Date && /^\d{4}-/.test(time.toISOString()) ? equals(time) : hint('');
}

function readPeriod(text: string): Reading {
  const value = milliseconds(text);
  if (value === undefined || value < 1 || value > MAX_PERIOD_MS) return hint('');
  return equals(Math.round(value));
}
