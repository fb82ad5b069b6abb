import {
  Inject,
  Injectable,
  NotImplementedException,
  type OnModuleInit,
  ServiceUnavailableException,
} from '@nestjs/common';
import { isUserId } from '../../record/user-forms.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import { ACTIVITY_STORE, type ActivityStore } from '../../storage/port/activity-store.js';
import { StoreNotConfiguredError } from '../../storage/port/store-errors.js';
import type { AuditAction, AuditEntry, AuditStore } from '../../storage/port/audit-store.js';
import { AdminOptions } from '../admin.options.js';
import { HOST_STATUS, type HostStatus } from '../host-status.js';
import { auditEndOf, auditEntryOf } from './audit-entry.js';
import type { AuditNote, AuditOutcome } from './audit-note.js';
import { RecentEntries } from './recent-entries.js';
import { type Pseudonymize, pseudonymsUnder, subjectOf } from './subject.js';
import { withDeadline } from '../../common/deadline.js';
import { HostLog } from '../../common/host-log.js';
import { errorText } from '../../common/error-text.js';

/** Actions that get one entry each, even if repeated within a minute. */
const NEVER_COUNTED_TOGETHER: ReadonlySet<AuditAction> = new Set<AuditAction>([
  'live',
  'export',
  'subject_access',
  'erase',
  'hold',
  'view',
]);
const MAX_NAMED = 10_000;
const ANSWER_MS = 10_000;

/** An entry is stored before the response. */
@Injectable()
export class AuditTrail implements OnModuleInit {
  private readonly logger = new HostLog();
  private readonly clock: () => number = Date.now;
  private readonly recent = new RecentEntries(() => this.clock());
  private readonly named = new Set<string>();
  private isFailing = false;

  constructor(
    @Inject(ACTIVITY_STORE) private readonly store: ActivityStore,
    private readonly options: AdminOptions,
    @Inject(HOST_STATUS) private readonly status: HostStatus,
  ) {}

  onModuleInit(): void {
    this.store.audit?.retain(this.options.auditRetentionDays);
    if (this.store.audit || !this.options.enabled) return;
    this.logger.warn(
      'The store given as storage.store has no audit trail, so the admin API and the admin history respond with 501. Add the ' +
        'property audit to it: an AuditStore, such as that of MongoActivityStore.',
    );
  }

  /**
   * Resolves before the response or the action. A repeated request within a minute, with as many records, increments the
   * existing entry.
   * @param request one that HistoryGuard accepted
   * @throws ServiceUnavailableException if it cannot be stored: the request must fail
   * @throws NotImplementedException if the store keeps no audit trail
   */
  async write(request: object, note: AuditNote): Promise<AuditEntry> {
    const audit = this.auditStore();
    const pseudonymOf = await this.whileWritable(async () => pseudonymsUnder(await audit.pseudonymKey()));
    const entry = auditEntryOf(request, note, pseudonymOf, new Date(this.clock()));
    await this.nameSubject(audit, note.subject ?? (note.query && subjectOf(note.query)), pseudonymOf);
    if (NEVER_COUNTED_TOGETHER.has(note.action)) return this.append(audit, entry);
    const { _id, created_time: _time, count: _count, ...answered } = entry;
    const key = JSON.stringify(answered);
    const recent = this.recent.find(key);
    const first = recent && (await recent);
    if (first && (await this.repeat(first))) return { ...entry, _id: first._id };
    const written = this.append(audit, entry);
    this.recent.add(key, written);
    return written;
  }

  /** Resolves to `false` if the increment cannot be stored. Never rejects. */
  async repeat({ _id }: Pick<AuditEntry, '_id'>): Promise<boolean> {
    try {
      return await withDeadline(this.auditStore().repeat(_id), ANSWER_MS);
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /** Stores the end of an action that {@link write} announced. Never rejects. */
  async end(entry: AuditEntry, outcome: AuditOutcome): Promise<void> {
    const end = auditEndOf(entry, outcome, new Date(this.clock()));
    // The response is already sent, so a failure is only reported, and the entry has no end.
    const stored = this.append(this.auditStore(), end).catch(() => {});
    this.status.finishBeforeClose(stored);
    await stored;
  }

  /** Removes the person behind a pseudonym after an erasure. @throws StoreUnavailableError */
  async forgetSubject(userId: ActivityUserId): Promise<void> {
    const audit = this.auditStore();
    const pseudonym = pseudonymsUnder(await withDeadline(audit.pseudonymKey(), ANSWER_MS))(userId);
    this.named.delete(pseudonym);
    await withDeadline(audit.forgetSubject(pseudonym), ANSWER_MS);
  }

  private auditStore(): AuditStore {
    const { audit } = this.store;
    if (audit) return audit;
    throw new NotImplementedException(
      'The store given as storage.store keeps no audit trail, so the request was refused. Add the property audit to it.',
    );
  }

  private async append(audit: AuditStore, entry: AuditEntry): Promise<AuditEntry> {
    return this.whileWritable(async () => {
      await audit.append(entry);
      this.isFailing = false;
      return entry;
    });
  }

  /** @throws ServiceUnavailableException if the store fails */
  private async whileWritable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withDeadline(work(), ANSWER_MS);
    } catch (error) {
      if (error instanceof StoreNotConfiguredError) throw error;
      this.report(error);
      throw new ServiceUnavailableException(
        'The audit trail is unavailable, so the request was refused. Try again later.',
      );
    }
  }

  /** Never refuses the request: the entry holds the pseudonym. */
  private async nameSubject(
    audit: AuditStore,
    subject: ActivityUserId | null | undefined,
    pseudonymOf: Pseudonymize,
  ): Promise<void> {
    if (!isUserId(subject)) return;
    const pseudonym = pseudonymOf(subject);
    if (this.named.has(pseudonym)) return;
    try {
      await withDeadline(audit.nameSubject(pseudonym, String(subject)), ANSWER_MS);
      if (this.named.size >= MAX_NAMED) this.named.clear();
      this.named.add(pseudonym);
    } catch (error) {
      this.report(error);
    }
  }

  private report(error: unknown): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.logger.error(
      `Failed to write the audit trail: ${errorText(error).replace(/[.\s]+$/, '')}. The admin API and the ` +
        'admin history respond with 503 until it can be written (logged once per outage).',
    );
  }
}
