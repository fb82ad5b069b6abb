import type { ActivityFilter } from '../storage/port/activity-filter.js';
import type { ActivityStore } from '../storage/port/activity-store.js';
import { StoreTimeoutError } from '../storage/port/store-errors.js';
import { outsideHolds } from '../storage/port/legal-holds.js';
import type { RetentionPass } from '../storage/port/retention-state.js';
import type { RetentionRule } from '../storage/retention-rule.js';
import { earlierClock } from './earlier-clock.js';
import { dueFilter, type DueStep, dueSteps } from './due-records.js';
import type { PlannedRule } from './retention-plan.js';

/** What a rule would remove at the moment. `null`: more than could be counted in time. @publicApi */
export interface RulePreview extends Pick<RetentionRule, 'when' | 'keep'> {
  /** Position in `storage.retention`. */
  rule: number;
  /** `bodiesFor` of the rule. */
  bodies_for?: string;
  /** Records that would be deleted. */
  records: number | null;
  /** Records whose bodies would be removed. */
  bodies: number | null;
  /** Due records that stay because of a legal hold. */
  held: number | null;
}

/** A dry run of `storage.retention`. @publicApi */
export interface RetentionPreview {
  /** Time that ages are counted from. */
  now: Date;
  rules: RulePreview[];
  /** The last pass that reached its end. */
  last: (RetentionPass & { ended: Date }) | null;
}

export interface PreviewBounds {
  /** Highest count of one rule. */
  cap: number;
  /** Server time of one count. Milliseconds. */
  maxTimeMs: number;
  /** After so many milliseconds nothing more is counted: each rule needs up to four counts. Default: no bound. */
  totalMs?: number;
}

/** Counts what the next pass removes, rule by rule; changes nothing. */
export async function previewRetention(
  store: ActivityStore,
  rules: readonly PlannedRule[],
  bounds: PreviewBounds,
): Promise<RetentionPreview> {
  const [now, saved, holds] = await Promise.all([
    earlierClock(store.retention),
    store.retention?.load(),
    store.holds?.list() ?? [],
  ]);
  const free = outsideHolds(holds);
  const steps = dueSteps(rules);
  const goes = steps.filter(({ part }) => part === 'records').map((step) => dueFilter(step, now));
  const end = performance.now() + (bounds.totalMs ?? Infinity);
  const count = async (...filters: ActivityFilter[]): Promise<number | null> =>
    performance.now() < end ? countOrNull(store, { $and: filters }, bounds) : null;
  const previews: RulePreview[] = [];
  for (const { index, rule } of rules) {
    const { bodiesFor, ...rest } = rule;
    const named = { ...rest, ...(bodiesFor !== undefined && { bodies_for: bodiesFor }) };
    const preview: RulePreview = { rule: index, ...named, records: 0, bodies: 0, held: 0 };
    for (const step of steps.filter((each) => each.rule.index === index)) {
      const due = [dueFilter(step, now), ...stays(step, goes)];
      preview[step.part] = await count(...due, free);
      if (holds.length > 0) preview.held = sum(preview.held, await count(...due, { $nor: [free] }));
    }
    previews.push(preview);
  }
  return { now, rules: previews, last: saved?.last ?? null };
}

/** Bodies of records that go count as records only. */
const stays = ({ part }: DueStep, goes: readonly ActivityFilter[]): ActivityFilter[] =>
  part === 'bodies' && goes.length > 0 ? [{ $nor: goes }] : [];

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

async function countOrNull(
  store: ActivityStore,
  filter: ActivityFilter,
  { cap, maxTimeMs }: PreviewBounds,
): Promise<number | null> {
  try {
    return await store.count(filter, cap, { maxTimeMs });
  } catch (error) {
    if (error instanceof StoreTimeoutError) return null;
    throw error;
  }
}
