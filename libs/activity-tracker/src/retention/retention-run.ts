import { createHash } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { allOf } from '../http/paging/paging.js';
import type { ActivityLog } from '../record/activity-log.js';
import { MemoryRetention } from '../storage/memory/memory-retention.js';
import type { ActivityFilter } from '../storage/port/activity-filter.js';
import type { ActivityStore } from '../storage/port/activity-store.js';
import { outsideHolds } from '../storage/port/legal-holds.js';
import type { RetentionPass, RetentionProgress, RetentionState } from '../storage/port/retention-state.js';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../common/time.js';
import { dueBatches } from './due-batches.js';
import { type DueStep, dueSteps } from './due-records.js';
import { type RemovalNotes, StoredRemovals } from './removal-notes.js';
import { earlierClock } from './earlier-clock.js';
import { withoutBodies } from './remove-bodies.js';
import type { PlannedRule } from './retention-plan.js';

/** Between two passes. */
const PASS_EVERY_MS = HOUR_MS;
/** Between two passes over the whole log, for records that were stored late. */
const FULL_EVERY_MS = DAY_MS;
/** A pass looks this far back behind the last one: a spool is replayed after an outage. */
const LATE_MS = DAY_MS;
/** Ends a round early; the next one continues. */
const ROUND_MS = 50 * SECOND_MS;
const SAVE_EVERY_MS = 5 * SECOND_MS;
/** Of two processes. */
const CLOCKS_DIFFER_MS = HOUR_MS;

export type RetentionStore = ActivityStore & Required<Pick<ActivityStore, 'delete' | 'rewrite'>>;

export interface RunSettings {
  /** Default: records `activity.removed` in the store. */
  notes?: RemovalNotes;
  /** Resolves after that many milliseconds, or rejects when the signal aborts. */
  pause?(milliseconds: number, signal?: AbortSignal): Promise<unknown>;
  /** Monotonic milliseconds. */
  clock?(): number;
  /** Time of this process, epoch milliseconds. */
  time?(): number;
}

/** Removes what the rules of `storage.retention` no longer keep, one process at a time, in small batches. */
export class RetentionRun {
  private readonly steps: readonly DueStep[];
  private readonly state: RetentionState;
  private readonly pause: NonNullable<RunSettings['pause']>;
  private readonly clock: () => number;
  private readonly notes: RemovalNotes;
  private readonly time: () => number;
  private savedAt = -Infinity;

  constructor(
    private readonly store: RetentionStore,
    rules: readonly PlannedRule[],
    settings: RunSettings = {},
  ) {
    this.steps = dueSteps(rules);
    // For stores that coordinate nothing: deleting twice is harmless.
    this.state = store.retention ?? new MemoryRetention(Date.now);
    this.pause =
      settings.pause ?? ((milliseconds, signal) => pauseFor(milliseconds, undefined, { signal, ref: false }));
    this.notes = settings.notes ?? new StoredRemovals(store, 'retention');
    this.clock = settings.clock ?? (() => performance.now());
    this.time = settings.time ?? Date.now;
  }

  /** Continues a pass, or begins one if the last ended an hour ago. Works for at most a minute. */
  async maintain(signal?: AbortSignal): Promise<void> {
    const begun = this.clock();
    await this.work(signal, () => this.clock() - begun < ROUND_MS, false);
  }

  /** Completes a pass now. @returns `undefined` if another process removes records at the moment */
  async complete(signal?: AbortSignal): Promise<RetentionPass | undefined> {
    return this.work(signal, () => true, true);
  }

  async release(): Promise<void> {
    await this.state.release();
  }

  private async work(
    signal: AbortSignal | undefined,
    hasTime: () => boolean,
    isAsked: boolean,
  ): Promise<RetentionPass | undefined> {
    if (!(await this.state.acquire())) return undefined;
    const progress = await this.begin(isAsked);
    if (!progress?.current) return undefined;
    const { current } = progress;
    const mayGoOn = async (): Promise<boolean> => !signal?.aborted && hasTime() && (await this.state.acquire());
    for (; current.step < this.steps.length; current.step++, current.done_to = null) {
      const isDone = await this.take(this.steps[current.step]!, progress, mayGoOn, signal);
      if (isDone) continue;
      await this.save(progress);
      return undefined;
    }
    progress.last = { ...current, ended: await this.now() };
    if (current.full) progress.full_at = current.now;
    progress.current = null;
    await this.save(progress);
    return current;
  }

  private async begin(isAsked: boolean): Promise<RetentionProgress | undefined> {
    const [saved, now] = await Promise.all([this.state.load(), this.now()]);
    const digest = await this.digest();
    const isSame = saved?.digest === digest && !isFromTheFuture(saved, now);
    if (isSame && saved.current && !isAsked) return saved;
    const last = (isSame && saved.last) || null;
    const isDue = !last || now.getTime() - last.ended.getTime() >= PASS_EVERY_MS;
    if (!isDue && !isAsked) return undefined;
    const full_at = (isSame && saved.full_at) || null;
    const isFull = isAsked || !full_at || now.getTime() - full_at.getTime() >= FULL_EVERY_MS;
    const current = { now, full: isFull, step: 0, done_to: null, removed: [] };
    return { digest, current, last, full_at };
  }

  /** @returns whether the step is done */
  private async take(
    step: DueStep,
    progress: RetentionProgress,
    mayGoOn: () => Promise<boolean>,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const current = progress.current!;
    const to = new Date(current.now.getTime() - step.term);
    const last = current.full ? undefined : progress.last?.now;
    const from = current.done_to ?? (last ? new Date(last.getTime() - step.term - LATE_MS) : null);
    const decided = async (): Promise<ActivityFilter> => allOf([step.decided, await this.notHeld()]);
    let begun = this.clock();
    for await (const { records, doneTo } of dueBatches(this.store, decided, { from, to }, this.clock)) {
      if (!(await mayGoOn())) return false;
      if (records.length > 0) count(current, step, await this.remove(step, records, current.now));
      current.done_to = doneTo;
      if (this.clock() - this.savedAt >= SAVE_EVERY_MS) await this.save(progress);
      // Works half of the time, so that requests of the host and of readers go first.
      await this.pause(Math.max(1, this.clock() - begun), signal).catch(() => undefined);
      begun = this.clock();
    }
    return true;
  }

  /** Holds are read right before, and the records must still be due: a hold placed in between can miss this one batch. */
  private async remove(step: DueStep, records: readonly ActivityLog[], now: Date): Promise<number> {
    if (step.part === 'records') await this.notes.before(records);
    const still = { _id: { $in: records.map(({ _id }) => _id) } };
    const filter = { $and: [still, step.decided, await this.notHeld()] };
    if (step.part === 'records') return this.store.delete(filter);
    return this.store.rewrite(filter, (record) => withoutBodies(record, now));
  }

  private async notHeld(): Promise<ActivityFilter> {
    return outsideHolds((await this.store.holds?.list()) ?? []);
  }

  /** A rule that changed, or a hold that was lifted, concerns records that earlier passes left behind. */
  private async digest(): Promise<string> {
    const holds = (await this.store.holds?.list()) ?? [];
    const rules = this.steps.map(({ rule, part, term }) => [rule.rule.when ?? null, part, term]);
    const text = JSON.stringify([rules, holds.map(({ user_id }) => String(user_id)).sort()]);
    return createHash('sha256').update(text).digest('base64url');
  }

  private now(): Promise<Date> {
    return earlierClock(this.state, this.time);
  }

  private async save(progress: RetentionProgress): Promise<void> {
    await this.state.save(progress);
    this.savedAt = this.clock();
  }
}

function count({ removed }: RetentionPass, { rule, part }: DueStep, number: number): void {
  let line = removed.find((each) => each.rule === rule.index);
  if (!line) removed.push((line = { rule: rule.index, records: 0, bodies: 0 }));
  line[part] += number;
}

/** A clock was set back, or another program wrote it: records that are not due must not go, and the next pass not wait. */
function isFromTheFuture({ current, last, full_at }: RetentionProgress, now: Date): boolean {
  return [current?.now, last?.ended, last?.now, full_at].some((time) => time && +time > +now + CLOCKS_DIFFER_MS);
}
