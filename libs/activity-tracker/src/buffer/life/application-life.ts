import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { settledWithin } from '../../common/deadline.js';

const noop = (): void => undefined;

/** A testing module may make several applications, and Nest then calls the hooks of our providers once for each. */
export class ApplicationLife implements OnApplicationBootstrap, OnModuleDestroy {
  private running = 0;
  private leftMs: number;
  private working = 0;
  private workingSince = 0;
  private readonly unfinished = new Set<Promise<unknown>>();

  /**
   * @param shutdownMs milliseconds for all our steps of a shutdown @param hasHttp whether an HTTP adapter exists by now
   */
  constructor(
    private readonly shutdownMs: number,
    private readonly hasHttp: () => boolean,
  ) {
    this.leftMs = shutdownMs;
  }

  onApplicationBootstrap(): void {
    if (this.running++ === 0) this.leftMs = this.shutdownMs;
  }

  onModuleDestroy(): void {
    this.running = Math.max(0, this.running - 1);
  }

  /** Whether the last application is closing, or has closed. */
  get isOver(): boolean {
    return this.running === 0;
  }

  get servesHttp(): boolean {
    return this.hasHttp();
  }

  /** Milliseconds that are left for our steps of a shutdown. */
  get remainingMs(): number {
    return Math.max(0, this.leftMs - (this.working > 0 ? performance.now() - this.workingSince : 0));
  }

  finishBeforeClose(work: Promise<unknown>): void {
    this.unfinished.add(work);
    void work.then(noop, noop).then(() => this.unfinished.delete(work));
  }

  async finished(): Promise<void> {
    await Promise.allSettled(this.unfinished);
  }

  /**
   * Resolves when the work has settled or the time is used up; never rejects. Time of open requests does not count.
   * @returns whether the work settled in time
   */
  async within(work: Promise<unknown>): Promise<boolean> {
    if (this.working++ === 0) this.workingSince = performance.now();
    const leftMs = this.leftMs - (performance.now() - this.workingSince);
    const settled = work.then(noop, noop);
    const isInTime = leftMs > 0 && (await settledWithin(settled, leftMs));
    if (--this.working === 0) this.leftMs -= performance.now() - this.workingSince;
    return isInTime;
  }
}
