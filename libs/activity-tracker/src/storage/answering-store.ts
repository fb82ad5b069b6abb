import type { ActivityStore, RecordChange, RewriteOptions } from './port/activity-store.js';
import { StoreUnavailableError } from './port/store-errors.js';
import type { Watch, Watchdog } from './watchdog.js';

/** Not for readers, endless, or as long as there is work. */
const UNBOUNDED: ReadonlySet<string | symbol> = new Set([
  'open',
  'insert',
  'close',
  'onReachable',
  'watch',
  'maintain',
  'rebuild',
]);
/** Members that are stores of other documents. */
const COMPANIONS: ReadonlySet<string | symbol> = new Set<keyof ActivityStore>([
  'statistics',
  'holds',
  'erasurePermits',
  'erasureOrders',
  'retention',
  'verification',
  'views',
  'audit',
]);

type Method = (...parameters: unknown[]) => unknown;

/**
 * A store of the application whose calls end: one that neither resolves nor rejects would keep the slot of a reader, and the
 * reader waiting, for ever.
 */
export function answering(store: ActivityStore, watchdog: Watchdog): ActivityStore {
  return withDeadlines(store, watchdog);
}

function withDeadlines<Part extends object>(part: Part, watchdog: Watchdog): Part {
  const made = new Map<string | symbol, unknown>();
  return new Proxy(part, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (COMPANIONS.has(name) && typeof value === 'object' && value !== null) return withDeadlines(value, watchdog);
      if (typeof value !== 'function') return value;
      if (!made.has(name)) made.set(name, boundMethod(target, name, watchdog));
      return made.get(name);
    },
  });
}

function boundMethod(target: object, name: string | symbol, watchdog: Watchdog): Method {
  const method: Method = (...parameters) => (Reflect.get(target, name) as Method).apply(target, parameters);
  if (UNBOUNDED.has(name)) return method;
  if (name === 'rewrite')
    return (filter, change, options) =>
      answered(name, watchdog, ({ beat }) =>
        method(filter, reporting(change as RecordChange, beat), reportingBatches(options as RewriteOptions, beat)),
      );
  return (...parameters) => {
    const result = method(...parameters);
    if (isPromise(result)) return answered(String(name), watchdog, () => result);
    return isIterable(result) ? yielding(String(name), watchdog, result) : result;
  };
}

function answered<T>(name: string, watchdog: Watchdog, work: (watch: Watch) => T | PromiseLike<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const watch = watchdog.watch(() => reject(unanswered(name, watchdog)));
    Promise.resolve(work(watch)).finally(watch.end).then(resolve, reject);
  });
}

async function* yielding<T>(name: string, watchdog: Watchdog, records: AsyncIterable<T>): AsyncGenerator<T, void> {
  const source = records[Symbol.asyncIterator]();
  let isInside = true;
  try {
    for (;;) {
      isInside = true;
      const next = await answered(name, watchdog, () => source.next());
      if (next.done) return;
      isInside = false;
      yield next.value;
    }
  } finally {
    // A generator that does not go on does not return either.
    if (!isInside) await answered(name, watchdog, () => source.return?.());
  }
}

const unanswered = (name: string, { seconds }: Watchdog): StoreUnavailableError =>
  new StoreUnavailableError(
    `${name}() of the store given as storage.store did not answer within ${seconds} s. Let it reject when its database does not answer`,
  );

const reporting =
  (change: RecordChange, beat: () => void): RecordChange =>
  (record) => {
    beat();
    return change(record);
  };

const reportingBatches = (options: RewriteOptions | undefined, beat: () => void): RewriteOptions => ({
  ...options,
  async before(records) {
    beat();
    await options?.before?.(records);
    beat();
  },
});

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
