import type { ActivityLog } from '../../record/activity-log.js';

/** Records on their way out of an application that may close before the last one. */
export interface ExportedRecords extends AsyncIterable<ActivityLog> {
  /** Set when the iteration ends early: what the file says at its end. */
  readonly incomplete: string | undefined;
}

/** Counts the records that leave, and ends early when the application closes, also where the store is slow. */
export class CountedRecords implements ExportedRecords {
  count = 0;
  isCut = false;

  constructor(
    private readonly records: AsyncIterable<ActivityLog>,
    private readonly closing?: AbortSignal,
  ) {}

  get incomplete(): string | undefined {
    return this.isCut ? `Incomplete: the application closed after ${this.count} records. Export again.` : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ActivityLog, void, undefined> {
    const source = this.records[Symbol.asyncIterator]();
    let stop = (): void => undefined;
    const onClosing = (): void => stop();
    this.closing?.addEventListener('abort', onClosing, { once: true });
    let isAtEnd = false;
    try {
      while (!this.closing?.aborted) {
        // A promise for each record: Promise.race() would keep a reaction on the same signal for each until the end.
        const next = await new Promise<IteratorResult<ActivityLog> | undefined>((resolve, reject) => {
          stop = () => resolve(undefined);
          source.next().then(resolve, reject);
        });
        if (!next) break;
        isAtEnd = next.done === true;
        if (next.done) return;
        this.count++;
        yield next.value;
      }
      this.isCut = true;
    } finally {
      this.closing?.removeEventListener('abort', onClosing);
      // Without waiting: a store that is slow must not hold the shutdown.
      if (!isAtEnd) void source.return?.().catch(() => undefined);
    }
  }
}
