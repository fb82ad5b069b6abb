import { afterEach, beforeEach, expect } from 'vitest';
import { DAY_MS } from '../common/time.js';
import type { ActivityLog } from '../record/activity-log.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import type { RetentionRule } from '../storage/retention-rule.js';
import { planRetention } from './retention-plan.js';
import { readRetentionRules } from './retention-rules.js';
import { RetentionRun, type RetentionStore } from './retention-run.js';

export type RetentionTestStore = RetentionStore & Required<Pick<RetentionStore, 'retention' | 'holds'>>;

export const BODY = { note: 'hello' };

export const aged = (days: number, fields: Partial<ActivityLog> = {}) =>
  activity({ created_time: new Date(Date.now() - days * DAY_MS), body: BODY, response: BODY, ...fields });

export function eachWithStore(makeStore: () => RetentionTestStore): { store: RetentionTestStore } {
  const current = {} as { store: RetentionTestStore };
  beforeEach(async () => {
    current.store = makeStore();
    await current.store.open();
  });
  afterEach(() => current.store.close());
  return current;
}

/** @param clock milliseconds; stands still unless given, so that every round has time */
export function runOf(rules: RetentionRule[], store: RetentionStore, clock = () => 0): RetentionRun {
  expect(readRetentionRules(rules).problems).toEqual([]);
  return new RetentionRun(store, planRetention(rules), { pause: async () => undefined, clock });
}
