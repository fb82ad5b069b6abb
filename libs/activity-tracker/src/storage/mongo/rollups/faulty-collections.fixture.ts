import type { RollupCollections } from './rollup-collections.js';

const WRITES = new Set(['insertMany', 'bulkWrite', 'updateOne', 'findOneAndUpdate', 'deleteMany', 'insertOne']);
const READS = new Set(['find', 'aggregate', 'findOne', 'countDocuments']);

export class Interruption extends Error {}

/** `before`: nothing was done; `after`: done, and the reply lost; `pause`: done later, when {@link Faults.resume} says so. */
export type Fault = 'before' | 'after' | 'pause';

export class Faults {
  happened = 0;
  private countdown = 0;
  private fault: Fault = 'before';
  private only: string | undefined;
  private waiting: (() => void) | undefined;

  get isPaused(): boolean {
    return this.waiting !== undefined;
  }

  /** @param only counts writes to this collection alone */
  arm(operations: number, fault: Fault, only?: keyof RollupCollections): void {
    this.countdown = operations;
    this.fault = fault;
    this.only = only;
  }

  disarm(): void {
    this.countdown = 0;
  }

  resume(): void {
    this.waiting?.();
    this.waiting = undefined;
  }

  on(collections: RollupCollections): RollupCollections {
    return Object.fromEntries(
      Object.entries(collections).map(([name, collection]) => [name, this.wrap(name, collection as object)]),
    ) as unknown as RollupCollections;
  }

  private wrap(name: string, collection: object): object {
    return new Proxy(collection, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        const method = value.bind(target) as (...args: unknown[]) => unknown;
        if (WRITES.has(String(property))) return (...args: unknown[]) => this.write(name, () => method(...args));
        if (READS.has(String(property))) return (...args: unknown[]) => this.read(() => method(...args));
        return method;
      },
    });
  }

  private next(name?: string): Fault | undefined {
    if (this.only !== undefined && this.only !== name) return undefined;
    if (this.countdown === 0 || --this.countdown > 0) return undefined;
    this.happened++;
    return this.fault;
  }

  private async write(name: string, operation: () => unknown): Promise<unknown> {
    const fault = this.next(name);
    if (fault === 'before') throw new Interruption('before');
    if (fault === 'pause') await new Promise<void>((resolve) => (this.waiting = resolve));
    const result = await operation();
    if (fault === 'after') throw new Interruption('after');
    return result;
  }

  private read(operation: () => unknown): unknown {
    if (this.next()) throw new Interruption('reading');
    return operation();
  }
}
