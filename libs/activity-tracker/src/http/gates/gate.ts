/** How long a caller waits for a place. */
export const MAX_WAIT_MS = 2_000;

/** All places are taken, and none became free in time. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** Limits how much work of a kind runs at the same time; the rest waits, first come, first served. */
export class Gate {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  /**
   * @param places at the same time
   * @param busy the message of {@link BusyError}: a sentence for the caller
   */
  constructor(
    private readonly places: number,
    private readonly busy = 'Too many requests run at the moment.',
  ) {}

  /**
   * Takes a place; call the result to give it back. Further calls of it do nothing.
   * @throws BusyError when no place became free within two seconds
   */
  async enter(): Promise<() => void> {
    if (this.running < this.places) this.running++;
    else await this.turn();
    let isInside = true;
    return () => {
      if (isInside) this.pass();
      isInside = false;
    };
  }

  /** @throws BusyError when no place became free within two seconds */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(begin);
        reject(new BusyError(this.busy));
      }, MAX_WAIT_MS);
      this.waiting.add(begin);
    });
  }

  /** The place goes straight to the caller that waits longest: no later one can take it first. */
  private pass(): void {
    const [next] = this.waiting;
    if (!next) {
      this.running--;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
