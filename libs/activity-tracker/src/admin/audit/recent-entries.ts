import type { AuditEntry } from '../../storage/port/audit-store.js';

const WINDOW_MS = 60_000;
const MAX_QUESTIONS = 5_000;

interface Recent {
  readonly written: Promise<AuditEntry>;
  readonly until: number;
}

/** Entries of the last minute by what was asked, so that a repeat is counted in the entry that is there. */
export class RecentEntries {
  private readonly byQuestion = new Map<string, Recent>();

  /** @param clock milliseconds since 1970 */
  constructor(private readonly clock: () => number) {}

  /**
   * The entry of the same question, once it is stored; `undefined` at once where there is none, so that the caller can
   * {@link add} one before another caller looks. Resolves to `undefined` where the entry could not be stored.
   */
  find(question: string): Promise<AuditEntry | undefined> | undefined {
    const recent = this.byQuestion.get(question);
    if (!recent || recent.until <= this.clock()) return undefined;
    return recent.written.catch(() => undefined);
  }

  /** Remembers an entry that is being stored, and gives it. */
  add(question: string, written: Promise<AuditEntry>): Promise<AuditEntry> {
    const now = this.clock();
    // In the order in which they run out.
    for (const [key, { until }] of this.byQuestion) {
      if (until > now && this.byQuestion.size < MAX_QUESTIONS) break;
      this.byQuestion.delete(key);
    }
    this.byQuestion.delete(question);
    this.byQuestion.set(question, { written, until: now + WINDOW_MS });
    return written;
  }
}
