import { ofUser } from '../../http/access/same-user.js';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { type ExportOptions, ExportService, type RecordExport } from '../export/export.service.js';
import { asShown } from '../../storage/record-mask.js';
import { readInBatches } from '../stream-records.js';
import { checkOwn, checkTexts } from './check-also.js';
import type { ErasureSubject } from './erasure-subject.js';
import { underOrder } from './erasure-order.js';
import { ErasureNotSupportedError } from './erasure-errors.js';
import { previewErasure } from './erasure-preview.js';
import { type ErasableStore, ErasureRun } from './erasure-run.js';
import type { ApprovedErasureOptions, ErasureHooks, ErasureOptions, ErasureResult } from './erasure.types.js';
import { HoldGuard } from './hold-guard.js';
import { type Person, readPerson } from './person/person.js';
import { shortened } from './person/shortened.js';

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
      for await (const record of readInBatches(store, filter, { order: 'oldest', signal, keepsBytes: true }))
        yield hooks.mask ? asShown(record, hooks.mask) : record;
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
    checkTexts(options);
    const { mode, dryRun = true } = options;
    if (mode !== 'delete' && mode !== 'pseudonym') {
      throw new TypeError(`mode is ${JSON.stringify(mode)}: must be "delete" or "pseudonym"`);
    }
    const store = this.erasableStore();
    const guard = new HoldGuard(store, userId);
    const subject: ErasureSubject = { userId, holds: await guard.inForce(), guard };
    await this.hooks.flush?.();
    const erase = (): Promise<ErasureResult> => this.eraseStored(store, subject, options);
    return dryRun ? erase() : underOrder(store, subject, erase);
  }

  private async eraseStored(
    store: ErasableStore,
    subject: ErasureSubject,
    options: ApprovedErasureOptions,
  ): Promise<ErasureResult> {
    const { userId } = subject;
    const { mode, dryRun = true } = options;
    const person = await this.read(userId, options);
    checkOwn(person);
    const { records, from, to } = person;
    const result: ErasureResult = { mode, dry_run: dryRun, records, mentions: 0, from, to, held: 0 };
    // Without own records no identifier is known, so no other record changes.
    if (records === 0) return result;
    if (dryRun) return previewErasure(store, subject, person, result, options);
    const run = new ErasureRun(store, subject, this.hooks, options, () => this.read(userId, options));
    await run.complete(person, result);
    return result;
  }

  /** Stores this process's buffered records, so that the next read includes them. */
  async flush(): Promise<void> {
    await this.hooks.flush?.();
  }

  async refuseHeld(userId: ActivityUserId): Promise<void> {
    await new HoldGuard(this.store, userId).inForce();
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
}
