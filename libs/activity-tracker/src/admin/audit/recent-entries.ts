import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../storage/port/audit-store.js';

const WINDOW_MS = 60_000;
const MAX_QUESTIONS = 5_000;

type EntryId = Pick<AuditEntry, '_id'>;

interface Recent {
  /** `undefined` if it could not be stored. */
  readonly written: Promise<EntryId | undefined>;
  readonly until: number;
}

/** Entries of the last minute, so that a repeated request increments one. Keeps ids and digests: a question may be long. */
export class RecentEntries {
  private readonly byQuestion = new Map<string, Recent>();

  constructor(private readonly clock: () => number) {}

  /** `undefined` synchronously if there is none, so that the caller can {@link add} one; later if it could not be stored. */
  find(question: string): Promise<EntryId | undefined> | undefined {
    const recent = this.byQuestion.get(digest(question));
    if (!recent || recent.until <= this.clock()) return undefined;
    return recent.written;
  }

  add(question: string, written: Promise<AuditEntry>): void {
    const key = digest(question);
    const now = this.clock();
    for (const [other, { until }] of this.byQuestion) {
      if (until > now && this.byQuestion.size < MAX_QUESTIONS) break;
      this.byQuestion.delete(other);
    }
    this.byQuestion.delete(key);
    const id = written.then(
      ({ _id }) => ({ _id }),
      () => undefined,
    );
    this.byQuestion.set(key, { written: id, until: now + WINDOW_MS });
  }
}

const digest = (question: string): string => createHash('sha256').update(question).digest('base64');
