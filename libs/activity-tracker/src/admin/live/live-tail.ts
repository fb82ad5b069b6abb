import { Observable } from 'rxjs';
import type { ActivityLog } from '../../record/activity-log.js';
import { outsideRequests } from '../../common/outside-requests.js';
import { Gate } from '../../http/gates/gate.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { ChangeFeed } from './change-feed.js';
import { type LiveListener, type LiveRecord, MOST_MISSED } from './live-feed.js';
import { PollingFeed } from './polling-feed.js';

/** An event for a live viewer. @publicApi */
export type LiveEvent =
  | ({ readonly type: 'record' } & LiveRecord)
  /** The feed read less than was stored; the number of missed records is unknown. */
  | { readonly type: 'skipped' };

interface Watcher {
  readonly matches: (record: ActivityLog) => boolean;
  readonly hear: (event: LiveEvent) => void;
  readonly left: AbortSignal;
}

/** Each reads up to 500 records, or waits at a change stream: viewers who come and go would take all connections. */
const MOST_CATCHING_UP = 2;

interface Feed {
  start(): Promise<void>;
  stop(): void;
  since(position: string, left: AbortSignal): Promise<ActivityLog[]>;
}

/** From the store's change feed, or else by polling. One feed serves all viewers and runs only while there are any. */
export class LiveTail implements LiveListener {
  private readonly watchers = new Set<Watcher>();
  private feed: Feed | undefined;
  private hasChanges: boolean;
  private readonly catchUps = new Gate(MOST_CATCHING_UP);

  /** @param clock milliseconds since 1970 */
  constructor(
    private readonly store: ActivityStore,
    private readonly fields: readonly string[],
    private readonly clock: () => number = Date.now,
  ) {
    this.hasChanges = store.watch !== undefined;
  }

  get size(): number {
    return this.watchers.size;
  }

  /** @param after position of the last record received; later ones are sent, some perhaps twice with the same `_id` */
  watch(matches: Watcher['matches'], after?: string): Observable<LiveEvent> {
    return new Observable((subscriber) => {
      const leaving = new AbortController();
      const watcher: Watcher = { matches, hear: (event) => subscriber.next(event), left: leaving.signal };
      this.watchers.add(watcher);
      const feed = (this.feed ??= this.begin());
      if (after) this.catchUp(feed, after, watcher);
      return () => {
        leaving.abort();
        this.watchers.delete(watcher);
        if (this.watchers.size === 0) this.end();
      };
    });
  }

  next(live: LiveRecord): void {
    // One shared object, so that derived data is computed once.
    const event: LiveEvent = { type: 'record', ...live };
    for (const { matches, hear } of this.watchers) if (matches(live.record)) hear(event);
  }

  skipped(): void {
    for (const { hear } of this.watchers) hear({ type: 'skipped' });
  }

  private begin(): Feed {
    const feed = this.hasChanges
      ? new ChangeFeed(this.store, this.fields, this, () => this.fallBack())
      : new PollingFeed(this.store, this.fields, this, this.clock);
    // The feed serves every viewer, so it must not run in one request's context.
    void outsideRequests(() => feed.start());
    return feed;
  }

  private end(): void {
    this.feed?.stop();
    this.feed = undefined;
  }

  /** Used if the deployment has no change feed. */
  private fallBack(): void {
    this.hasChanges = false;
    this.end();
    if (this.watchers.size > 0) this.feed = this.begin();
  }

  private catchUp(feed: Feed, after: string, { matches, hear, left }: Watcher): void {
    const read = async (): Promise<ActivityLog[]> => (left.aborted ? [] : feed.since(after, left));
    this.catchUps.run(read).then(
      (missed) => {
        for (const record of missed) if (matches(record)) hear({ type: 'record', record, position: after });
        if (missed.length >= MOST_MISSED) hear({ type: 'skipped' });
      },
      () => hear({ type: 'skipped' }),
    );
  }
}
