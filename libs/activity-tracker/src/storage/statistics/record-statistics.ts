import type { ActivityFilter, ActivityStore } from '../port/activity-store.js';
import { StoreTimeoutError } from '../port/store-errors.js';
import { RECORD_IDS } from '../datable.js';
import { VISIBLE } from '../hidden-records.js';
import { callsBy, type TimedCell, usersBy } from './cells.js';
import { joined, slotAt, slotLengths } from './slots.js';
import type { ActivityStatistics, Span, StatisticsResult, StatisticsQuery } from '../port/statistics.js';
import { Counter, valueOf } from '../tally/counter.js';
import { Tallies } from '../tally/tally.js';
import { HOUR_MS } from '../../common/time.js';

const DEFAULT_BUDGET_MS = 1_000;
/** Spans above one hour start with this fraction, so that a partial answer exists when the budget ends. */
const FIRST_SLICE = 1 / 64;

/** Counts from the records, newest first, within the budget. Works on every store. */
export class RecordStatistics implements ActivityStatistics {
  constructor(
    private readonly store: Pick<ActivityStore, 'aggregate'>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  async query(query: StatisticsQuery): Promise<StatisticsResult> {
    const { edges, by } = query;
    const slots = edges.slice(1).map(() => new Tallies(by));
    return { slots, missing: await this.count([{ from: edges[0]!, to: edges.at(-1)! }], query, slots) };
  }

  async count(spans: readonly Span[], query: StatisticsQuery, slots: Tallies[]): Promise<Span[]> {
    const end = this.clock() + (query.budgetMs ?? DEFAULT_BUDGET_MS);
    const counter = new Counter();
    const missing: Span[] = [];
    for (const span of [...spans].sort((a, b) => b.from.getTime() - a.from.getTime())) {
      const from = span.from.getTime();
      let to = span.to.getTime();
      let length = to - from <= HOUR_MS ? to - from : Math.ceil((to - from) * FIRST_SLICE);
      while (to > from) {
        const start = Math.max(from, to - length);
        const begun = this.clock();
        if (!(await this.slice({ from: new Date(start), to: new Date(to) }, query, slots, counter, end))) {
          missing.push({ from: span.from, to: new Date(to) });
          break;
        }
        to = start;
        length = Math.ceil(length * paceFor(this.clock() - begun, end - this.clock()));
      }
    }
    return joined(missing);
  }

  private async slice(
    span: Span,
    query: StatisticsQuery,
    slots: Tallies[],
    counter: Counter,
    end: number,
  ): Promise<boolean> {
    const { edges, by, filter, durations = false, users = false } = query;
    const units = slotLengths(edges);
    const slotOf = ({ unit }: TimedCell) => slots[slotAt(edges, units.origin.getTime() + unit * units.milliseconds)]!;
    const calls = await this.cells(span, filter, callsBy(by, units, durations), end);
    const ofUsers = users && by !== 'user' ? await this.cells(span, filter, usersBy(by, units), end) : [];
    if (!calls || !ofUsers) return false;
    for (const cell of calls) counter.count(cell, slotOf(cell));
    for (const cell of ofUsers) counter.countUser(cell, slotOf(cell).of(valueOf(cell, by)));
    return true;
  }

  private async cells(
    { from, to }: Span,
    filter: ActivityFilter | undefined,
    stages: Record<string, unknown>[],
    end: number,
  ): Promise<TimedCell[] | undefined> {
    const left = Math.floor(end - this.clock());
    if (left < 1) return undefined;
    const time = { created_time: { $gte: from, $lt: to }, _id: RECORD_IDS };
    try {
      const $match = { $and: [time, VISIBLE, ...(filter ? [filter] : [])] };
      return await this.store.aggregate<TimedCell>([{ $match }, ...stages], { maxTimeMs: left });
    } catch (error) {
      if (error instanceof StoreTimeoutError) return undefined;
      throw error;
    }
  }
}

/** Sizes the next slice to take about half of the remaining time. */
function paceFor(took: number, left: number): number {
  return Math.min(4, Math.max(0.25, left / 2 / Math.max(1, took)));
}
