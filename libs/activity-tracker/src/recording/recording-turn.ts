import { AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers';

interface Ended<T> {
  readonly call: T;
  /** Of the request. */
  readonly scope: AsyncResource | undefined;
}

/**
 * Calls that ended in one turn of the event loop, recorded when it is over: their answers go out first, and what has just
 * run for one call runs for the next in less time.
 */
export class RecordingTurn<T> {
  private ended: Ended<T>[] = [];

  constructor(
    private readonly record: (call: T) => void,
    /** Is told of what is still to come. */
    private readonly expect: (pending: Promise<void>) => void,
  ) {}

  /** @param isScoped what listens to the record finds the `AsyncLocalStorage` of its request */
  add(call: T, isScoped: boolean): void {
    const scope = isScoped ? new AsyncResource('ActivityRecord', { requireManualDestroy: true }) : undefined;
    if (this.ended.push({ call, scope }) === 1) this.expect(this.over());
  }

  /** Records them now. */
  end(): void {
    const { ended } = this;
    this.ended = [];
    for (const { call, scope } of ended) {
      if (scope) scope.runInAsyncScope(this.record, undefined, call);
      else this.record(call);
    }
  }

  private over(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.end();
        resolve();
      });
    });
  }
}
