import { AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers';

interface DeferredCall<T> {
  readonly call: T;
  readonly scope: AsyncResource | undefined;
}

/** Waits for the end of the event-loop turn: responses go out first and consecutive records run on warm code. */
export class DeferredRecording<T> {
  private deferred: DeferredCall<T>[] = [];

  constructor(
    private readonly record: (call: T) => void,
    private readonly trackPending: (pending: Promise<void>) => void,
  ) {}

  /**
   * @param isScoped true to record in the async context of the request, so listeners can read its `AsyncLocalStorage`
   */
  add(call: T, isScoped: boolean): void {
    const scope = isScoped ? new AsyncResource('ActivityRecord', { requireManualDestroy: true }) : undefined;
    if (this.deferred.push({ call, scope }) === 1) this.trackPending(this.flushAfterTurn());
  }

  flush(): void {
    const { deferred } = this;
    this.deferred = [];
    for (const { call, scope } of deferred) {
      if (scope) scope.runInAsyncScope(this.record, undefined, call);
      else this.record(call);
    }
  }

  private flushAfterTurn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.flush();
        resolve();
      });
    });
  }
}
