import { Inject, Injectable } from '@nestjs/common';
import { HISTORY_OPTIONS, type HistoryOptions } from './history.options.js';

/** How long a query waits for its turn. */
export const MAX_WAIT_MS = 2_000;

/** Too many queries run at the same time, and none of them ended soon enough. */
export class HistoryBusyError extends Error {
  override readonly name = 'HistoryBusyError';
}

/** Lets `history.maxConcurrent` queries run at the same time; others wait for their turn, first come, first served. */
@Injectable()
export class QueryGate {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(@Inject(HISTORY_OPTIONS) private readonly options: Pick<HistoryOptions, 'maxConcurrent'>) {}

  /** @throws HistoryBusyError when its turn has not come within two seconds */
  async run<T>(query: () => Promise<T>): Promise<T> {
    if (this.running < this.options.maxConcurrent) this.running++;
    else await this.turn();
    try {
      return await query();
    } finally {
      this.pass();
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
        reject(new HistoryBusyError());
      }, MAX_WAIT_MS);
      this.waiting.add(begin);
    });
  }

  /** The place goes straight to who waits longest: nobody who comes later can take it first. */
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
