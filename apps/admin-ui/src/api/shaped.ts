import { ORIGIN_FIELDS, TARGET_FIELDS } from '../library';
import type { Activity } from './record-types';

const TEXTS = [...TARGET_FIELDS, ...ORIGIN_FIELDS, 'event_name'] as const;
/** How numbers that JSON cannot hold arrive. */
const NUMBER = /^\$number(?:Int|Long|Double|Decimal)$/;

const known = new WeakMap<object, Activity>();

/**
 * A record with fields of the types that the panel counts on: other applications may have written to the collection. A text that is none is
 * shown as JSON; a number that is none counts as absent.
 */
export function shaped(record: Activity): Activity {
  let copy = known.get(record);
  if (!copy) known.set(record, (copy = shapedCopy(record)));
  return copy;
}

function shapedCopy(record: Readonly<Record<string, unknown>>): Activity {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, textOf(record[name])]));
  const user = record['user_id'];
  return {
    ...record,
    ...texts,
    ...(texts['event_name'] === null && { event_name: undefined }),
    user_id: typeof user === 'number' ? user : textOf(user),
    status_code: numberOf(record['status_code']),
    execution_time: numberOf(record['execution_time']),
    created_time: textOf(record['created_time']) ?? '',
  } as Activity;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : (digitsOf(value) ?? JSON.stringify(value));
}

function digitsOf(value: unknown): string | undefined {
  const [entry] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entry && NUMBER.test(entry[0]) ? String(entry[1]) : undefined;
}

function numberOf(value: unknown): number | null {
  const digits = digitsOf(value);
  const number = digits === undefined ? value : Number(digits);
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

export const milliseconds = ({ execution_time: seconds }: Pick<Activity, 'execution_time'>): number | null =>
  seconds === null ? null : seconds * 1_000;
