import { isIPv4 } from 'node:net';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityQuery, QueryCondition, QueryTerm } from './activity-query.js';

/* The meaning of a query, independent of how the store is asked. */

export const matches = (record: ActivityLog, { conditions }: ActivityQuery, now: Date): boolean =>
  conditions.every((condition) => holds(record, condition, now));

const holds = (record: ActivityLog, { field, negated, terms }: QueryCondition, now: Date): boolean =>
  terms.some((term) => accepts(record, field, term, now)) !== negated;

function accepts(record: ActivityLog, field: QueryCondition['field'], term: QueryTerm, now: Date): boolean {
  const value = term.operator === 'equals' || term.operator === 'glob' ? term.value : undefined;
  const absent = term.operator === 'none';
  switch (field) {
    case 'user':
      if (term.operator === 'glob') return !isAbsent(record.user_id);
      return absent ? isAbsent(record.user_id) : String(record.user_id) === value && record.user_id !== null;
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
        : isText(record.event_name ?? null, String(value), term.operator === 'glob');
    case 'status':
      if (absent) return record.status_code === null;
      if (term.operator === 'class') return Math.floor((record.status_code ?? 0) / 100) === term.value;
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
  isText(name, wanted, isGlob) || isText(name, `${wanted}Controller`, isGlob);

function isHandler({ namespace, url_name }: ActivityLog, wanted: string, isGlob: boolean): boolean {
  const dot = wanted.indexOf('.');
  const [controller, handler] = [wanted.slice(0, dot), wanted.slice(dot + 1)];
  const asEvent = isText(url_name, wanted, isGlob);
  if (dot < 1) return asEvent;
  const asMethod =
    isController(namespace, controller, controller.includes('*')) &&
    (handler === '*' || isText(url_name, handler, handler.includes('*')));
  const classOnly = isGlob && !controller.includes('*') && controller.charAt(0) !== controller.charAt(0).toLowerCase();
  return asMethod || (asEvent && !classOnly);
}

function isNumber(stored: number | null, term: QueryTerm, scale: number): boolean {
  if (stored === null) return false;
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
