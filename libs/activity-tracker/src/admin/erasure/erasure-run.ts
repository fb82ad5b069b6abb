import { randomUUID } from 'node:crypto';
import type { ActivityLog } from '../../record/activity-log.js';
import { noteRemoval } from '../../storage/note-removal.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { type ErasureSubject, mentionsOf, othersOf, ownOf } from './erasure-subject.js';
import type { ApprovedErasureOptions, ErasureHooks, ErasureResult } from './erasure.types.js';
import { countHeld } from './held-records.js';
import type { Mentions } from './person/mentions.js';
import type { Person } from './person/person.js';
import { ProgressCounter } from './progress-counter.js';
import { eraseNames, pseudonymise } from './pseudonymise.js';
import { spansOf } from './spans.js';

const RECORDS_A_DELETE = 500;
/** Passes for records stored during the erasure; a caller who stays active must be blocked first. */
const MAX_PASSES = 3;

export type ErasableStore = ActivityStore & Required<Pick<ActivityStore, 'delete' | 'rewrite'>>;

/** Carries an erasure out: mentions in the records of others first, then the person's own records. */
export class ErasureRun {
  constructor(
    private readonly store: ErasableStore,
    private readonly subject: ErasureSubject,
    private readonly hooks: ErasureHooks,
    private readonly options: ApprovedErasureOptions,
    /** Reads the person again, with records stored meanwhile. */
    private readonly readAgain: () => Promise<Person>,
  ) {}

  /** @param result receives the counts of the erasure */
  async complete(person: Person, result: ErasureResult): Promise<void> {
    const { store, subject, options } = this;
    const { userId } = subject;
    if (result.mode === 'pseudonym') result.pseudonym = `erased-${randomUUID()}`;
    result.records = 0;
    let current = person;
    for (let pass = 1; ; pass++) {
      const mentions = mentionsOf(userId, current, options);
      result.mentions += await this.replaceMentions(mentions);
      result.held = await countHeld(store, subject, mentions, options.signal);
      result.records += await this.eraseOwn(result.pseudonym, mentions);
      await this.recount(current);
      await this.hooks.flush?.();
      if (pass === MAX_PASSES || (await store.count(ownOf(subject), 1)) === 0) return;
      const later = await this.readAgain();
      for (const known of ['emails', 'addresses'] as const) {
        for (const text of current[known]) later[known].add(text);
      }
      current = later;
      result.to = later.to ?? result.to;
    }
  }

  private async replaceMentions(mentions: Mentions): Promise<number> {
    const counter = new ProgressCounter(this.options);
    const change = (record: ActivityLog): ActivityLog => {
      const changed = mentions.eraseFrom(record);
      counter.count(changed !== record);
      return changed;
    };
    const { before, options } = this;
    const replaced = await this.store.rewrite(othersOf(this.subject), change, { before, signal: options.signal });
    counter.done();
    return replaced;
  }

  private async eraseOwn(pseudonym: string | undefined, mentions: Mentions): Promise<number> {
    const { store, subject } = this;
    const { approve, signal } = this.options;
    const own = ownOf(subject);
    const before = async (records: readonly ActivityLog[]): Promise<void> => {
      approve?.(records);
      await this.before(records);
    };
    if (pseudonym !== undefined) {
      // Must be first: a later attempt could not tell whom they mention.
      await store.rewrite(own, (record) => eraseNames(record, mentions), { before, signal });
      return store.rewrite(own, (record) => pseudonymise(record, pseudonym), { before, signal });
    }
    let deleted = 0;
    for (;;) {
      signal?.throwIfAborted();
      const fields = ['created_time', 'user_id', 'actor_id', 'instance', 'seq'];
      const some = await store.find(own, { limit: RECORDS_A_DELETE, fields });
      if (some.length === 0) return deleted;
      await before(some);
      await noteRemoval(store, 'erasure', some);
      deleted += await store.delete({ _id: { $in: some.map(({ _id }) => _id) } });
    }
  }

  /** Before each batch: mark statistics, then read the holds again. */
  private readonly before = async (records: readonly ActivityLog[]): Promise<void> => {
    await this.invalidate(records);
    await this.subject.guard.check(records);
  };

  /** Marks even if the batch fails: the span is then counted again. */
  private async invalidate(records: readonly ActivityLog[]): Promise<void> {
    if (!this.hooks.invalidate) return;
    for (const span of spansOf(records)) await this.hooks.invalidate(span);
  }

  private async recount({ from, to }: Person): Promise<void> {
    if (from && to) await this.hooks.recount?.({ from, to: new Date(to.getTime() + 1) });
  }
}
