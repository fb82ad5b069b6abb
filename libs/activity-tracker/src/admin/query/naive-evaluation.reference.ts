import { isIPv4 } from 'node:net';
import type { ActivityLog } from '../../record/activity-log.js';
import { deviceOf } from '../../storage/tally/device.js';
import type { ActivityQuery, QueryCondition, QueryTerm } from './activity-query.js';

/* The meaning of a query, independent of how the store is asked. */

export const matches = (record: ActivityLog, { conditions }: ActivityQuery, now: Date): boolean =>
  conditions.every((condition) => holds(record, condition, now));

const holds = (record: ActivityLog, { field, negated, terms }: QueryCondition, now: Date): boolean =>
  terms.some((term) => accepts(record, field, term, now)) !== negated;

function accepts(record: ActivityLog, field: QueryCondition['field'], term: QueryTerm, now: Date): boolean {
  const value = term.operator === 'equals' || term.operator === 'glob' ? term.value : undefined;
  const absent = term.operator === 'none';
  if (field.startsWith('payload.')) return isClaim(record[field.slice('payload.'.length)], term);
  switch (field as Exclude<QueryCondition['field'], `payload.${string}`>) {
    case 'user':
      return isPerson(record.user_id, term);
    case 'actor':
      return isPerson(record.actor_id, term);
    case 'session': {
      const claims = [record['sid'], record['jti']];
      return absent ? claims.every(isAbsent) : claims.some((claim) => isClaim(claim, term));
    }
    case 'id':
      return record._id.toHexString() === value;
    case 'path':
      if (absent) return isAbsent(record.url_path);
      if (term.operator === 'glob') return isText(record.url_path, String(value), true);
      return `${record.url_path}/`.startsWith(`${String(value).replace(/\/$/, '')}/`);
    case 'url':
      return absent ? isAbsent(record.api) : isUrl(record.api, String(value), term.operator === 'glob');
    case 'device': {
      const device = deviceOf(record.headers['user-agent']);
      if (absent || device === null) return absent && device === null;
      return device === value || device.split(' on ').includes(String(value));
    }
    case 'resource':
      if (absent || !record.resource) return absent && !record.resource;
      return isText(`${record.resource.type}/${record.resource.id}`, String(value), term.operator === 'glob');
    case 'request':
      return absent
        ? isAbsent(record.request_id)
        : isText(record.request_id ?? null, String(value), term.operator === 'glob');
    case 'graphql':
      if (absent || !record.graphql) return absent && !record.graphql;
      return [record.graphql.operation, ...record.graphql.fields].some((name) =>
        isName(name, String(value), term.operator === 'glob'),
      );
    case 'controller':
      return absent
        ? isAbsent(record.namespace)
        : isController(record.namespace, String(value), term.operator === 'glob');
    case 'name':
      return absent ? isAbsent(record.url_name) : isHandler(record, String(value), term.operator === 'glob');
    case 'route':
      if (absent) return isAbsent(record.route);
      return String(value).startsWith('/')
        ? isText(record.route, String(value), term.operator === 'glob')
        : isHandler(record, String(value), term.operator === 'glob');
    case 'method':
      return absent ? isAbsent(record.method) : record.method === value;
    case 'country':
      return absent ? isAbsent(record.country) : record.country === value;
    case 'outcome':
      return absent ? isAbsent(record.outcome) : record.outcome === value;
    case 'trace':
      return absent ? isAbsent(record.trace_id) : isText(record.trace_id, String(value), term.operator === 'glob');
    case 'event':
      return absent
        ? isAbsent(record.event_name)
        : isName(record.event_name ?? null, String(value), term.operator === 'glob');
    case 'status':
      if (absent) return (record.status_code ?? null) === null;
      if (term.operator === 'class')
        return typeof record.status_code === 'number' && Math.floor(record.status_code / 100) === term.value;
      return isNumber(record.status_code, term, 1);
    case 'duration':
      return isNumber(record.execution_time, term, 1_000);
    case 'ip':
      if (absent) return isAbsent(record.client_ip_address);
      return term.operator === 'network'
        ? isWithin(record.client_ip_address, term.value)
        : record.client_ip_address === value;
    case 'from':
      return record.created_time.getTime() >= Number(value);
    case 'to':
      return record.created_time.getTime() <= Number(value);
    case 'since':
      return record.created_time.getTime() >= now.getTime() - Number(value);
    case 'text':
      return textsIn([record.api, record.headers, record.body, record.response]).some((text) =>
        text.toLowerCase().includes(String(value).toLowerCase()),
      );
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A pattern ignores the case of a name. */
const isName = (text: string | null, wanted: string, isGlob: boolean): boolean =>
  isText(isGlob ? (text === null ? null : text.toLowerCase()) : text, isGlob ? wanted.toLowerCase() : wanted, isGlob);

function isPerson(id: unknown, term: QueryTerm): boolean {
  if (isAbsent(id) || term.operator === 'none') return isAbsent(id) && term.operator === 'none';
  const text = String(id);
  return term.operator === 'glob'
    ? text.startsWith(term.value.slice(0, -1))
    : term.operator === 'equals' && text === term.value;
}

function isClaim(claim: unknown, term: QueryTerm): boolean {
  if (isAbsent(claim) || term.operator === 'none') return isAbsent(claim) && term.operator === 'none';
  if (term.operator === 'glob') return typeof claim === 'string' && isName(claim, term.value, true);
  return term.operator === 'equals' && String(claim) === term.value;
}

function isUrl(url: string | null, wanted: string, isGlob: boolean): boolean {
  if (url === null) return false;
  const afterScheme = url.replace(/^[a-z]+:\/\//, '');
  const afterHost = url.replace(/^[a-z]+:\/\/[^/]*/, '');
  const candidates = wanted.startsWith('/') ? [url, afterHost] : [url, afterScheme];
  return candidates.some((text) => (isGlob ? isText(text, wanted, true) : text.startsWith(wanted)));
}

/** `*` by trying every split, without a pattern. */
function isText(text: string | null, wanted: string, isGlob: boolean): boolean {
  if (text === null) return false;
  if (!isGlob) return text === wanted;
  const [head = '', ...rest] = wanted.split('*');
  if (!text.startsWith(head)) return false;
  let at = head.length;
  const tail = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}

const isController = (name: string | null, wanted: string, isGlob: boolean): boolean =>
  isName(name, wanted, isGlob) || isName(name, `${wanted}Controller`, isGlob);

function isHandler({ namespace, url_name, event_name }: ActivityLog, wanted: string, isGlob: boolean): boolean {
  const dot = wanted.indexOf('.');
  const [controller, handler] = [wanted.slice(0, dot), wanted.slice(dot + 1)];
  const asEvent = isName(url_name, wanted, isGlob);
  if (/[^\w$.*#-]/.test(wanted) && isName(event_name ?? null, wanted, isGlob)) return true;
  if (dot < 1) return asEvent;
  const asMethod =
    isController(namespace, controller, controller.includes('*')) &&
    (handler === '*' || isName(url_name, handler, handler.includes('*')));
  const classOnly = isGlob && !controller.includes('*') && controller.charAt(0) !== controller.charAt(0).toLowerCase();
  return asMethod || (asEvent && !classOnly);
}

function isNumber(stored: unknown, term: QueryTerm, scale: number): boolean {
  if (typeof stored !== 'number') return false;
  switch (term.operator) {
    case 'equals':
      return stored === Number(term.value) / scale;
    case 'range':
      return stored >= term.from / scale && stored <= term.to / scale;
    case '>':
      return stored > term.value / scale;
    case '>=':
      return stored >= term.value / scale;
    case '<':
      return stored < term.value / scale;
    case '<=':
      return stored <= term.value / scale;
    default:
      return false;
  }
}

function isWithin(address: string | null, network: string): boolean {
  if (address === null) return false;
  const [base = '', bits] = network.split('/');
  if (isIPv4(address) !== isIPv4(base)) return false;
  return bitsOf(address).slice(0, Number(bits)) === bitsOf(base).slice(0, Number(bits));
}

function bitsOf(address: string): string {
  const binary = (text: string, radix: number, width: number) => parseInt(text, radix).toString(2).padStart(width, '0');
  if (isIPv4(address)) {
    return address
      .split('.')
      .map((octet) => binary(octet, 10, 8))
      .join('');
  }
  const [front = [], back = []] = address.split('::').map((side) => side.split(':').filter(Boolean));
  const gap = address.includes('::') ? Array<string>(8 - front.length - back.length).fill('0') : [];
  return [...front, ...gap, ...back].map((group) => binary(group, 16, 16)).join('');
}

function textsIn(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
  return [`${value as string | number | boolean}`];
}
