import type { ActivityLog } from '../../record/activity-log.js';

export interface ExportedRecords extends AsyncIterable<ActivityLog> {
  /** Set if the iteration ends early; written at the end of the file. */
  readonly incomplete: string | undefined;
}

/** Ends early when the application closes, even if the store is slow. */
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
        // One promise for each record: Promise.race() would add a reaction to the same signal for each until the end.
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
      // Not awaited: a slow store must not delay the shutdown.
      if (!isAtEnd) void source.return?.().catch(() => undefined);
    }
  }
}
