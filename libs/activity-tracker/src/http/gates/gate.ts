import { type Line, WaitingLines } from './waiting-lines.js';

export const MAX_WAIT_MS = 2_000;

export class BusyError extends Error {
  override readonly name = 'BusyError';
}

const ALL: Line = { kind: '', caller: '' };

/** Further work waits: a caller's in order of arrival, that of several callers by turns. */
export class Gate {
  private running = 0;
  private readonly waiting = new WaitingLines();

  /** @param busy message of {@link BusyError}, a sentence for the caller */
  constructor(
    private readonly places: number,
    private readonly busy = 'Too many requests are running.',
  ) {}

  /** Takes a slot; the result releases it. @throws BusyError if no slot becomes free within two seconds */
  async enter(line = ALL): Promise<() => void> {
    if (this.running < this.places) this.running++;
    else await this.turn(line);
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

  private turn(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.remove(line, begin);
        reject(new BusyError(this.busy));
      }, MAX_WAIT_MS);
      this.waiting.add(line, begin);
    });
  }

  /** Hands the slot to one who waits, so that a later one cannot take it. */
  private pass(): void {
    const next = this.waiting.take();
    if (next) next();
    else this.running--;
  }
}
