import { randomUUID } from 'node:crypto';
import { ofUser } from '../../http/access/same-user.js';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { outsideHolds } from '../../storage/port/legal-holds.js';
import { Pace } from '../../storage/pace.js';
import { type ExportOptions, ExportService, type RecordExport } from '../export/export.service.js';
import { readInBatches } from '../stream-records.js';
import { AlsoEffects } from './also-effects.js';
import { checkOwn, checkTexts } from './check-also.js';
import { type ErasureSubject, mentionsOf, ofOthers, othersOf, ownOf } from './erasure-subject.js';
import { ProgressCounter } from './progress-counter.js';
import { ErasureNotSupportedError } from './erasure-errors.js';
import type { ApprovedErasureOptions, ErasureHooks, ErasureOptions, ErasureResult } from './erasure.types.js';
import { HoldGuard } from './hold-guard.js';
import { Mentions } from './person/mentions.js';
import { type Person, readPerson } from './person/person.js';
import { eraseNames, pseudonymise } from './pseudonymise.js';
import { shortened } from './person/shortened.js';
import { noteRemoval } from '../../storage/note-removal.js';
import { spansOf } from './spans.js';

const RECORDS_A_DELETE = 500;
/** Passes for records stored during the erasure; a caller who stays active must be blocked first. */
const MAX_PASSES = 3;
const MAX_COUNT = 1_000_000_000;

type ErasableStore = ActivityStore & Required<Pick<ActivityStore, 'delete' | 'rewrite'>>;

export class SubjectDataService {
  constructor(
    private readonly store: ActivityStore,
    private readonly exporter: ExportService,
    private readonly hooks: ErasureHooks = {},
  ) {}

  /**
   * Returns the person's own records, oldest first, one per line; see {@link parseRecord}.
   * @throws TypeError if `userId` is not a user id
   */
  export(
    userId: ActivityUserId,
    { signal, ...options }: { signal?: AbortSignal } & Pick<ExportOptions, 'ended' | 'closing'> = {},
  ): RecordExport {
    const filter = ofUser(userId);
    const { store, hooks } = this;
    async function* records(): AsyncGenerator<ActivityLog, void, undefined> {
      await hooks.flush?.();
      yield* readInBatches(store, filter, { order: 'oldest', signal, keepsBytes: true });
    }
    return this.exporter.export('ndjson', records(), options);
  }

  /**
   * Erases a person's own records and mentions of them in the records of others. The identifiers come from the own
   * records, which are therefore erased last: a repeated erasure completes an interrupted one. Records under a legal
   * hold stay. Without own records nothing changes.
   * @throws TypeError if `userId` is not a user id, or a text in `also` is too short, too common or not the person's
   * @throws RangeError if too many addresses are found
   * @throws ErasureNotSupportedError
   * @throws ErasureHeldError
   * @throws StoreUnavailableError
   */
  async erase(userId: ActivityUserId, options: ApprovedErasureOptions): Promise<ErasureResult> {
    ofUser(userId);
    checkTexts(options.also ?? []);
    const { mode, dryRun = true } = options;
    if (mode !== 'delete' && mode !== 'pseudonym') {
      throw new TypeError(`mode is ${JSON.stringify(mode)}: must be "delete" or "pseudonym"`);
    }
    const store = this.erasableStore();
    const guard = new HoldGuard(store, userId);
    const holds = await guard.inForce();
    await this.hooks.flush?.();
    const person = await this.read(userId, options);
    checkOwn(person);
    const mentions = mentionsOf(userId, person, options);
    const { records, from, to } = person;
    const result: ErasureResult = { mode, dry_run: dryRun, records, mentions: 0, from, to, held: 0 };
    // Without own records no identifier is known, so no other record changes.
    const subject: ErasureSubject = { userId, holds, guard };
    if (dryRun) return records === 0 ? result : this.tryOut(subject, person, result, options);
    if (records > 0) await this.carryOut(store, subject, { person, mentions }, result, options);
    return result;
  }

  /** Stores this process's buffered records, so that the next read includes them. */
  async flush(): Promise<void> {
    await this.hooks.flush?.();
  }

  async refuseHeld(userId: ActivityUserId): Promise<void> {
    await new HoldGuard(this.store, userId).inForce();
  }

  private async tryOut(
    subject: ErasureSubject,
    person: Person,
    result: ErasureResult,
    options: ErasureOptions,
  ): Promise<ErasureResult> {
    const { also = [] } = options;
    const mentions = mentionsOf(subject.userId, person, options);
    const effects = new AlsoEffects(also);
    result.mentions = await this.countMentions(othersOf(subject), mentions, options, effects);
    result.held = await this.countHeld(subject, mentions, options);
    result.records -= await this.countOwnHeld(subject);
    return {
      ...result,
      emails: [...person.emails].sort(),
      addresses: [...person.addresses].sort(),
      ...(also.length > 0 && { also: effects.report() }),
    };
  }

  private async carryOut(
    store: ErasableStore,
    subject: ErasureSubject,
    known: { person: Person; mentions: Mentions },
    result: ErasureResult,
    options: ApprovedErasureOptions,
  ): Promise<void> {
    const { userId } = subject;
    if (result.mode === 'pseudonym') result.pseudonym = `erased-${randomUUID()}`;
    result.records = 0;
    let current = known;
    for (let pass = 1; ; pass++) {
      result.mentions += await this.replaceMentions(store, subject, current.mentions, options);
      result.held = await this.countHeld(subject, current.mentions, options);
      result.records += await this.eraseOwn(store, subject, result.pseudonym, current.mentions, options);
      await this.recount(current.person);
      await this.hooks.flush?.();
      if (pass === MAX_PASSES || (await store.count(ownOf(subject), 1)) === 0) return;
      const later = await this.read(userId, options);
      for (const known of ['emails', 'addresses'] as const) {
        for (const text of current.person[known]) later[known].add(text);
      }
      current = { person: later, mentions: mentionsOf(userId, later, options) };
      result.to = later.to ?? result.to;
    }
  }

  /** Counts records that stay because of a hold on another person, who acted in them or is mentioned. */
  private async countHeld(subject: ErasureSubject, mentions: Mentions, options: ErasureOptions): Promise<number> {
    const { userId, holds } = subject;
    if (holds.length === 0) return 0;
    let held = await this.countOwnHeld(subject);
    const filter = { $and: [ofOthers(userId), { $nor: [outsideHolds(holds)] }] };
    const pace = new Pace();
    for await (const record of readInBatches(this.store, filter, { signal: options.signal }))
      if (await mentions.isIn(record, pace)) held++;
    return held;
  }

  private async countOwnHeld({ userId, holds }: ErasureSubject): Promise<number> {
    if (holds.length === 0) return 0;
    const filter = { $and: [ofUser(userId), { $nor: [outsideHolds(holds)] }] };
    return this.store.count(filter, MAX_COUNT);
  }

  private erasableStore(): ErasableStore {
    const { store } = this;
    const missing = (['delete', 'rewrite'] as const).filter((method) => !store[method]);
    if (missing.length > 0) throw new ErasureNotSupportedError(missing.map((method) => `${method}()`));
    return store as ErasableStore;
  }

  private async read(userId: ActivityUserId, options: ErasureOptions): Promise<Person> {
    const { also: claimed, except = [], emailsFrom, signal } = options;
    const { payloadKeys } = this.hooks;
    const person = await readPerson(this.store, userId, { emailsFrom, payloadKeys, claimed, signal });
    const excepted = new Set(except.map((text) => text.toLowerCase()));
    for (const known of [person.emails, person.addresses]) {
      for (const text of known)
        if (excepted.has(text.toLowerCase()) || excepted.has(shortened(text).toLowerCase())) known.delete(text);
    }
    return person;
  }

  private async countMentions(
    filter: ActivityFilter,
    mentions: Mentions,
    options: ErasureOptions,
    effects: AlsoEffects,
  ): Promise<number> {
    const counter = new ProgressCounter(options);
    const pace = new Pace();
    for await (const record of readInBatches(this.store, filter, { signal: options.signal })) {
      const isMention = await mentions.isIn(record, pace);
      counter.count(isMention);
      if (isMention) effects.count(record);
    }
    return counter.done();
  }

  private async replaceMentions(
    store: ErasableStore,
    subject: ErasureSubject,
    mentions: Mentions,
    options: ErasureOptions,
  ): Promise<number> {
    const counter = new ProgressCounter(options);
    const change = (record: ActivityLog): ActivityLog => {
      const changed = mentions.eraseFrom(record);
      counter.count(changed !== record);
      return changed;
    };
    const replaced = await store.rewrite(othersOf(subject), change, this.guarded(subject, options.signal));
    counter.done();
    return replaced;
  }

  private async eraseOwn(
    store: ErasableStore,
    subject: ErasureSubject,
    pseudonym: string | undefined,
    mentions: Mentions,
    { approve, signal }: ApprovedErasureOptions,
  ): Promise<number> {
    const own = ownOf(subject);
    const guarded = this.guarded(subject, signal);
    const before = async (records: readonly ActivityLog[]): Promise<void> => {
      approve?.(records);
      await guarded.before(records);
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
  private guarded({ guard }: ErasureSubject, signal: AbortSignal | undefined) {
    const before = async (records: readonly ActivityLog[]): Promise<void> => {
      await this.invalidate(records);
      await guard.check(records);
    };
    return { before, signal };
  }

  /** Marks even if the batch fails: the span is then counted again. */
  private async invalidate(records: readonly ActivityLog[]): Promise<void> {
    if (!this.hooks.invalidate) return;
    for (const span of spansOf(records)) await this.hooks.invalidate(span);
  }

  private async recount({ from, to }: Person): Promise<void> {
    if (from && to) await this.hooks.recount?.({ from, to: new Date(to.getTime() + 1) });
  }
}
