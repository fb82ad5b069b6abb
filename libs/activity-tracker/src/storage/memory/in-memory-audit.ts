import { randomBytes } from 'node:crypto';
import type { Types } from 'mongoose';
import type { ActivityFilter } from '../port/activity-filter.js';
import type { AuditEntry, AuditStore } from '../port/audit-store.js';
import { QUERY_ENGINE } from './late-query-engine.js';
import { SharedClass } from '../../package/shared-class.js';
import { DAY_MS } from '../../common/time.js';

const MAX_ENTRIES = 10_000;

/** Audit trail in process memory: at most the newest 10,000 entries, lost when the process ends. @publicApi */
@SharedClass('InMemoryAuditStore')
export class InMemoryAuditStore implements AuditStore {
  private readonly entries = new Map<string, AuditEntry>();
  private readonly subjects = new Map<string, string>();
  private readonly key = randomBytes(32).toString('hex');
  private retentionMs = Infinity;

  /** @param clock milliseconds since 1970; default: the system clock */
  constructor(private readonly clock: () => number = Date.now) {}

  retain(days: number | undefined): void {
    this.retentionMs = (days ?? Infinity) * DAY_MS;
  }

  async append(entry: AuditEntry): Promise<void> {
    this.entries.set(String(entry._id), copied(entry));
    if (this.entries.size > MAX_ENTRIES) this.entries.delete(this.entries.keys().next().value as string);
  }

  async repeat(id: Types.ObjectId): Promise<boolean> {
    const entry = this.entries.get(String(id));
    if (entry) entry.count++;
    return entry !== undefined;
  }

  async find(filter: ActivityFilter, { limit }: { limit: number }): Promise<AuditEntry[]> {
    const { Query } = await QUERY_ENGINE.get();
    const oldest = this.clock() - this.retentionMs;
    for (const [key, { created_time }] of this.entries) if (created_time.getTime() < oldest) this.entries.delete(key);
    const query = new Query<Record<string, unknown>>(filter, { scriptEnabled: false });
    return query
      .find<AuditEntry>(this.entries.values())
      .sort({ created_time: -1, _id: -1 })
      .limit(limit)
      .all()
      .map(copied);
  }

  async pseudonymKey(): Promise<string> {
    return this.key;
  }

  async nameSubject(pseudonym: string, userId: string): Promise<void> {
    this.subjects.set(pseudonym, userId);
  }

  async subjectsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return new Map(
      pseudonyms.flatMap((pseudonym) => {
        const userId = this.subjects.get(pseudonym);
        return userId === undefined ? [] : [[pseudonym, userId] as const];
      }),
    );
  }

  async forgetSubject(pseudonym: string): Promise<void> {
    this.subjects.delete(pseudonym);
  }
}

function copied(entry: AuditEntry): AuditEntry {
  return {
    ...entry,
    created_time: new Date(entry.created_time),
    ...(entry.parameters && { parameters: { ...entry.parameters } }),
    ...(entry.outcome && { outcome: structuredClone(entry.outcome) }),
  };
}
