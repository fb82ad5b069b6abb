import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { ofUser } from '../../history/same-user.js';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import { ACTIVITY_STORE, type ActivityStore } from '../../storage/activity-store.js';
import { type ExportOptions, ExportService, type RecordExport } from '../export/export.service.js';
import { streamRecords } from '../stream-records.js';
import { ERASED } from './erased.js';
import {
  ERASURE_HOOKS,
  type ErasureHooks,
  type ErasureOptions,
  type ErasureProgress,
  type ErasureResult,
} from './erasure.types.js';
import { Mentions } from './mentions.js';
import { type Person, readPerson } from './person.js';
import { eraseNames, pseudonymise } from './pseudonymise.js';
import { spansOf } from './spans.js';

const RECORDS_A_DELETE = 500;
const RECORDS_A_REPORT = 10_000;
/** Records that come in while the log is read are erased in another pass; whoever keeps calling must be kept out first. */
const MAX_PASSES = 3;
const SHORTEST_TEXT = 3;

/** A store that can change what it holds. */
type ErasableStore = ActivityStore & Required<Pick<ActivityStore, 'delete' | 'rewrite'>>;

/** The store in use is the host's own and cannot change what it holds. @publicApi */
export class ErasureNotSupportedError extends Error {
  override readonly name = 'ErasureNotSupportedError';

  constructor() {
    super('The store given as storage.store has no delete() and no rewrite(); nothing was erased. Add both to it.');
  }
}

/** Everything about one person, for them to have or to be rid of. */
@Injectable()
export class SubjectDataService {
  constructor(
    @Inject(ACTIVITY_STORE) private readonly store: ActivityStore,
    private readonly exporter: ExportService,
    @Optional() @Inject(ERASURE_HOOKS) private readonly hooks: ErasureHooks = {},
  ) {}

  /**
   * The person's own records, oldest first, one a line; see {@link parseRecord}.
   * @throws TypeError when `userId` is no user id
   */
  export(
    userId: ActivityUserId,
    { signal, ended }: { signal?: AbortSignal } & Pick<ExportOptions, 'ended'> = {},
  ): RecordExport {
    const filter = ofUser(userId);
    const { store, hooks } = this;
    async function* records(): AsyncGenerator<ActivityLog, void, undefined> {
      await hooks.flush?.();
      yield* streamRecords(store, filter, { order: 'oldest', signal });
    }
    return this.exporter.export('ndjson', records(), { ...(ended && { ended }) });
  }

  /**
   * Takes a person out of the log: their own records, and what is said of them in the records of others. What the person
   * is known by is read from their own records, which therefore go last: an erasure that was interrupted is completed by
   * another.
   * @throws TypeError when `userId` is no user id, or a text in `also` is too short or too common
   * @throws RangeError when too many addresses are found to be one person's
   * @throws ErasureNotSupportedError
   * @throws StoreUnavailableError
   */
  async erase(userId: ActivityUserId, options: ErasureOptions): Promise<ErasureResult> {
    ofUser(userId);
    checkTexts(options.also ?? []);
    const { mode, dryRun = true, signal } = options;
    if (mode !== 'delete' && mode !== 'pseudonym') {
      throw new TypeError(`mode: ${JSON.stringify(mode)} is none; give "delete" or "pseudonym"`);
    }
    const store = this.erasableStore();
    await this.hooks.flush?.();
    const person = await this.read(userId, options);
    const mentions = mentionsOf(userId, person, options);
    const { records, from, to } = person;
    const result: ErasureResult = { mode, dry_run: dryRun, records, mentions: 0, from, to };
    if (dryRun) {
      result.mentions = await this.countMentions(userId, mentions, options);
      return { ...result, emails: [...person.emails].sort(), addresses: [...person.addresses].sort() };
    }
    if (mode === 'pseudonym') result.pseudonym = `erased-${randomUUID()}`;
    result.records = 0;
    let current: { person: Person; mentions: Mentions } = { person, mentions };
    for (let pass = 1; ; pass++) {
      result.mentions += await this.replaceMentions(store, userId, current.mentions, options);
      result.records += await this.eraseOwn(store, userId, result.pseudonym, current.mentions, signal);
      await this.recount(current.person);
      await this.hooks.flush?.();
      if (pass === MAX_PASSES || (await store.count(ofUser(userId), 1)) === 0) break;
      const later = await this.read(userId, options);
      for (const known of ['emails', 'addresses'] as const) {
        for (const text of current.person[known]) later[known].add(text);
      }
      current = { person: later, mentions: mentionsOf(userId, later, options) };
      result.to = later.to ?? result.to;
    }
    return result;
  }

  private erasableStore(): ErasableStore {
    const { store } = this;
    if (!store.delete || !store.rewrite) throw new ErasureNotSupportedError();
    return store as ErasableStore;
  }

  private async read(userId: ActivityUserId, { except = [], emailsFrom, signal }: ErasureOptions): Promise<Person> {
    const person = await readPerson(this.store, userId, { emailsFrom, payloadKeys: this.hooks.payloadKeys, signal });
    const excepted = new Set(except.map((text) => text.toLowerCase()));
    for (const known of [person.emails, person.addresses]) {
      for (const text of known) if (excepted.has(text.toLowerCase())) known.delete(text);
    }
    return person;
  }

  private async countMentions(userId: ActivityUserId, mentions: Mentions, options: ErasureOptions): Promise<number> {
    const counter = new ProgressCounter(options);
    for await (const record of streamRecords(this.store, ofOthers(userId), { signal: options.signal })) {
      counter.count(mentions.eraseFrom(record) !== record);
    }
    return counter.done();
  }

  private async replaceMentions(
    store: ErasableStore,
    userId: ActivityUserId,
    mentions: Mentions,
    options: ErasureOptions,
  ): Promise<number> {
    const counter = new ProgressCounter(options);
    const change = (record: ActivityLog): ActivityLog => {
      const changed = mentions.eraseFrom(record);
      counter.count(changed !== record);
      return changed;
    };
    const before = (records: readonly ActivityLog[]) => this.invalidate(records);
    const replaced = await store.rewrite(ofOthers(userId), change, { before, signal: options.signal });
    counter.done();
    return replaced;
  }

  private async eraseOwn(
    store: ErasableStore,
    userId: ActivityUserId,
    pseudonym: string | undefined,
    mentions: Mentions,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    if (pseudonym !== undefined) {
      const options = { before: (records: readonly ActivityLog[]) => this.invalidate(records), signal };
      // First, because a later try could not know of whom they speak.
      await store.rewrite(ofUser(userId), (record) => eraseNames(record, mentions), options);
      return store.rewrite(ofUser(userId), (record) => pseudonymise(record, pseudonym), options);
    }
    let deleted = 0;
    for (;;) {
      signal?.throwIfAborted();
      const some = await store.find(ofUser(userId), { limit: RECORDS_A_DELETE, fields: ['created_time'] });
      if (some.length === 0) return deleted;
      await this.invalidate(some);
      deleted += await store.delete({ _id: { $in: some.map(({ _id }) => _id) } });
    }
  }

  /** Before each batch: whatever becomes of it, what was counted is counted again. */
  private async invalidate(records: readonly ActivityLog[]): Promise<void> {
    if (!this.hooks.invalidate) return;
    for (const span of spansOf(records)) await this.hooks.invalidate(span);
  }

  private async recount({ from, to }: Person): Promise<void> {
    if (from && to) await this.hooks.recount?.({ from, to: new Date(to.getTime() + 1) });
  }
}

/** Tells how far the log has been read. */
class ProgressCounter {
  private readonly progress: ErasureProgress = { scanned: 0, mentions: 0 };

  constructor(private readonly options: Pick<ErasureOptions, 'onProgress'>) {}

  count(isMention: boolean): void {
    this.progress.scanned++;
    if (isMention) this.progress.mentions++;
    if (this.progress.scanned % RECORDS_A_REPORT === 0) this.options.onProgress?.({ ...this.progress });
  }

  done(): number {
    this.options.onProgress?.({ ...this.progress });
    return this.progress.mentions;
  }
}

function mentionsOf(userId: ActivityUserId, { emails, addresses }: Person, { also = [] }: ErasureOptions): Mentions {
  return new Mentions({ id: String(userId), texts: [...emails, ...addresses, ...also.map((text) => text.trim())] });
}

const ofOthers = (userId: ActivityUserId) => ({ user_id: { $nin: ofUser(userId).user_id.$in } });

function checkTexts(also: readonly string[]): void {
  for (const text of also) {
    if (typeof text !== 'string' || text.trim().length < SHORTEST_TEXT) {
      throw new TypeError(
        `also: ${JSON.stringify(text)} is too short to be replaced everywhere; give three characters or more`,
      );
    }
    if (ERASED.toLowerCase().includes(text.trim().toLowerCase())) {
      throw new TypeError(`also: ${JSON.stringify(text)} is part of the marker ${ERASED}; leave it out`);
    }
  }
}
