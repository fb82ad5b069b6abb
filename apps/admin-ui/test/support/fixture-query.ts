import type { QueryProblem } from '../../src/api/panel-types';
import type { Activity } from '../../src/api/record-types';
import { milliseconds } from '../../src/api/shaped';
import { scan, values } from '../../src/query/scan';

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export class Refusal extends Error {
  constructor(readonly problem: QueryProblem) {
    super(problem.message);
  }
}

/** A date is in with its last millisecond. */
const endOf = (value: string): number => Date.parse(value) + (/^\d{4}-\d\d-\d\d$/.test(value) ? UNITS['d']! - 1 : 0);

type Rule = (record: Activity, value: string) => boolean;

const text = (value: string) => value.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1');
const same = (stored: unknown, value: string) =>
  value === 'none' ? stored === null || stored === undefined : String(stored) === text(value);

const RULES: Record<string, Rule> = {
  user: ({ user_id }, value) => same(user_id, value),
  method: ({ method }, value) => same(method, value),
  country: ({ country }, value) => same(country, value),
  outcome: ({ outcome }, value) => same(outcome, value),
  ip: ({ client_ip_address }, value) => same(client_ip_address, value),
  trace: ({ trace_id }, value) => same(trace_id, value),
  route: ({ route }, value) => same(route, value),
  name: ({ namespace, url_name }, value) => same(`${namespace}.${url_name}`, value) || same(url_name, value),
  status: ({ status_code }, value) =>
    /^[1-5]xx$/.test(value) ? Math.floor((status_code ?? 0) / 100) === Number(value[0]) : same(status_code, value),
  duration: (record, value) => {
    const [, operator, number] = /^(>=|<=|>|<)([\d.]+)(?:ms)?$/.exec(value) ?? [];
    const [ms, limit] = [milliseconds(record) ?? 0, Number(number)];
    return operator === '>='
      ? ms >= limit
      : operator === '>'
        ? ms > limit
        : operator === '<'
          ? ms < limit
          : ms <= limit;
  },
  text: (record, value) =>
    JSON.stringify(record)
      .toLowerCase()
      .includes(JSON.stringify(text(value).toLowerCase()).slice(1, -1)),
};

export function fixtureFilter(
  q: string,
  now: number,
): { matches: (record: Activity) => boolean; from: number; to: number } {
  let [from, to] = [-Infinity, Infinity];
  const rules = scan(q).flatMap((piece) => {
    const at = piece.start + piece.text.indexOf(piece.value);
    if (piece.field === 'since') {
      const [, number, unit] = /^(\d+)([mhdw])$/.exec(piece.value) ?? [];
      from = now - Number(number) * UNITS[unit ?? 'h']!;
      return [];
    }
    if (piece.field === 'from') return ((from = Date.parse(text(piece.value))), []);
    if (piece.field === 'to') return ((to = endOf(text(piece.value))), []);
    const rule = RULES[piece.field];
    if (!rule) {
      throw new Refusal({
        message: `"${piece.field}" is not a field. Did you mean status?`,
        position: piece.start,
        length: piece.field.length,
      });
    }
    if (piece.field === 'status' && !/^(?:[1-5]xx|\d{3}|none|>=?\d+)(?:,|$)/.test(piece.value)) {
      throw new Refusal({
        message: `status is "${piece.value}", which is invalid`,
        position: at,
        length: piece.value.length,
      });
    }
    const wanted = values(piece.value);
    return [(record: Activity) => wanted.some((value) => rule(record, value)) !== piece.negated];
  });
  const matches = (record: Activity) => {
    const time = Date.parse(record.created_time);
    return time >= from && time <= to && rules.every((rule) => rule(record));
  };
  return { matches, from, to };
}
