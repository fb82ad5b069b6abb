import { DEMO_ACCOUNTS } from '../demo-accounts.js';
import { randomFrom } from '../records/random.js';
import { recordOf } from '../records/record-maker.js';
import { type Incident, rhythm } from '../records/rhythm.js';
import { Visits } from './visits.js';

const SEED = 20_260_101;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Incidents: a payment outage last week, an overload two days ago, failing orders this morning. */
function incidentsBefore(end: number): readonly Incident[] {
  const lasting = (hoursAgo: number, minutes: number) => ({
    from: end - hoursAgo * HOUR_MS,
    to: end - hoursAgo * HOUR_MS + minutes * MINUTE_MS,
  });
  return [
    { ...lasting(200, 90), load: 1.3, failing: 0.6, controller: 'OrdersController' },
    { ...lasting(51, 50), load: 4, failing: 0.35 },
    { ...lasting(5, 40), load: 1.5, failing: 0.5, controller: 'OrdersController' },
  ];
}

/** Each has the field `demonstration: true`; its people are `demo-001` and so on, and a few of the sample's accounts. */
export function* demonstrationRecords(
  count: number,
  days: number,
  end: number,
): Generator<Record<string, unknown>, void, undefined> {
  const random = randomFrom(SEED);
  const visits = new Visits(random, SEED + 1, DEMO_ACCOUNTS.length);
  const incidents = incidentsBefore(end);
  const timeAt = rhythm({ end, days, count, incidents });
  for (let index = 0; index < count; index++) {
    const time = timeAt(index, random());
    const record = recordOf(random, { time, index, ...visits.next(time), incidents });
    yield { ...record, ...companyOf(record.user_id), demonstration: true };
  }
}

function companyOf(userId: unknown): { company_id?: number } {
  const number = Number(/\d+$/.exec(String(userId))?.[0] ?? Number.NaN);
  return Number.isNaN(number) ? {} : { company_id: 100 + (number % 3) };
}
