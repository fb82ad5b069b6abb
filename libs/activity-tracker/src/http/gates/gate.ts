export const MAX_WAIT_MS = 2_000;

export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** Further work waits in order of arrival. */
export class Gate {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  /** @param busy message of {@link BusyError}, a sentence for the caller */
  constructor(
    private readonly places: number,
    private readonly busy = 'Too many requests are running.',
  ) {}

  /** Takes a slot; the result releases it. @throws BusyError if no slot becomes free within two seconds */
  async enter(): Promise<() => void> {
    if (this.running < this.places) this.running++;
    else await this.turn();
    let isInside = true;
    return () => {
      if (isInside) this.pass();
      isInside = false;
    };
  }

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

  /** Hands the slot to the longest waiting caller, so that a later one cannot take it. */
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
