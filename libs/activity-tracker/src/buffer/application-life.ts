import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

/**
 * The applications of one container: a testing module may make several, and Nest then calls the hooks of our providers
 * once for each. Also the time that all steps of the last shutdown share.
 */
export class ApplicationLife implements OnApplicationBootstrap, OnModuleDestroy {
  private running = 0;
  private leftMs: number;
  private working = 0;
  private workingSince = 0;

  /**
   * @param shutdownMs milliseconds that our steps of a shutdown may take together
   * @param hasHttp whether an HTTP adapter exists by now
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

  /** The first hook of a shutdown. */
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

  /**
   * Resolves when the work has settled or the time of the shutdown is used up; never rejects. Time that the host takes
   * between our steps, such as for open requests, does not count.
   * @returns whether the work settled in time
   */
  async within(work: Promise<unknown>): Promise<boolean> {
    if (this.working++ === 0) this.workingSince = performance.now();
    const isInTime = await settledWithin(work, this.leftMs - (performance.now() - this.workingSince));
    if (--this.working === 0) this.leftMs -= performance.now() - this.workingSince;
    return isInTime;
  }
}

async function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const settled = work.then(
    () => true,
    () => true,
  );
  if (milliseconds <= 0) return false;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const isInTime = await Promise.race([settled, deadline]);
  clearTimeout(timer);
  return isInTime;
}
