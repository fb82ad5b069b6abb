import { BIN_EXPRESSION, SECONDS_EXPRESSION } from '../tally/duration-histogram.js';
import type { Dimension } from '../tally/dimension.js';
import type { Cell } from '../tally/counter.js';
import { USER_AGENT_EXPRESSION } from '../tally/user-agent.js';

type Field = Exclude<keyof Cell, 'calls' | 'microseconds' | 'last'>;

const EXPRESSIONS: Record<Field, unknown> = {
  user: '$user_id',
  namespace: '$namespace',
  url_name: '$url_name',
  method: '$method',
  route: '$route',
  status: '$status_code',
  country: '$country',
  outcome: '$outcome',
  agent: USER_AGENT_EXPRESSION,
  bin: BIN_EXPRESSION,
};

/** Whole numbers, so that sums do not depend on their order. */
const MICROSECONDS = { $round: [{ $multiply: [SECONDS_EXPRESSION, 1_000_000] }, 0] };

const IDENTIFIES: Record<Dimension, readonly Field[]> = {
  all: [],
  route: ['namespace', 'url_name', 'method', 'route'],
  user: ['user', 'country', 'agent'],
  status: [],
  country: ['country'],
  method: ['method'],
  outcome: ['outcome'],
};

export interface TimedCell extends Cell {
  unit: number;
}

interface Units {
  origin: Date;
  milliseconds: number;
}

export function everyRecord(units: Units): Record<string, unknown>[] {
  return [
    {
      $project: {
        _id: 0,
        ...EXPRESSIONS,
        unit: unitExpression(units),
        microseconds: MICROSECONDS,
        last: '$created_time',
      },
    },
  ];
}

export function callsBy(dimension: Dimension, units: Units, durations: boolean): Record<string, unknown>[] {
  const fields: Field[] = [...IDENTIFIES[dimension], 'status', ...(durations ? (['bin'] as const) : [])];
  return grouped(fields, units, {
    calls: { $sum: 1 },
    microseconds: { $sum: MICROSECONDS },
    last: { $max: '$created_time' },
  });
}

export function usersBy(dimension: Dimension, units: Units): Record<string, unknown>[] {
  return grouped(
    [...IDENTIFIES[dimension], ...(dimension === 'status' ? (['status'] as const) : []), 'user'],
    units,
    {},
  );
}

function grouped(fields: Field[], units: Units, counts: Record<string, unknown>): Record<string, unknown>[] {
  const id = Object.fromEntries(fields.map((field) => [field, EXPRESSIONS[field]]));
  return [
    { $group: { _id: { ...id, unit: unitExpression(units) }, ...counts } },
    { $replaceRoot: { newRoot: { $mergeObjects: ['$_id', '$$ROOT'] } } },
    { $project: { _id: 0 } },
  ];
}

function unitExpression({ origin, milliseconds }: Units): unknown {
  return { $floor: { $divide: [{ $subtract: ['$created_time', origin] }, milliseconds] } };
}
