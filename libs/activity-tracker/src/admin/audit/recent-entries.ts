import type { AuditEntry } from '../../storage/port/audit-store.js';

const WINDOW_MS = 60_000;
const MAX_QUESTIONS = 5_000;

interface Recent {
  readonly written: Promise<AuditEntry>;
  readonly until: number;
}

/** Entries of the last minute, keyed by request, so that a repeated request increments the existing entry. */
export class RecentEntries {
  private readonly byQuestion = new Map<string, Recent>();

  constructor(private readonly clock: () => number) {}

  /** `undefined` synchronously if there is none, so that the caller can {@link add} one; later if it could not be stored. */
  find(question: string): Promise<AuditEntry | undefined> | undefined {
    const recent = this.byQuestion.get(question);
    if (!recent || recent.until <= this.clock()) return undefined;
    return recent.written.catch(() => undefined);
  }

  add(question: string, written: Promise<AuditEntry>): Promise<AuditEntry> {
    const now = this.clock();
    for (const [key, { until }] of this.byQuestion) {
      if (until > now && this.byQuestion.size < MAX_QUESTIONS) break;
      this.byQuestion.delete(key);
    }
    this.byQuestion.delete(question);
    this.byQuestion.set(question, { written, until: now + WINDOW_MS });
    return written;
  }
}
