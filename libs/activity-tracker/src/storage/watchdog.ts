/** One expected sign of life: {@link beat} restarts its time, {@link end} gives it up. */
export interface Watch {
  beat(): void;
  end(): void;
}

interface Watched {
  age: number;
  readonly expire: () => void;
}

const TICK_MS = 1_000;

/**
 * Notices work that gives no sign of life. Counts ticks in place of times: whatever the clock does, and after the process was
 * suspended, work has its time. One timer serves all, and runs only while there is work.
 */
export class Watchdog {
  /** Number of times that work expired. */
  expired = 0;
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;

  /** @param seconds without a sign of life */
  constructor(readonly seconds: number) {}

  /** @param expire called once, unless the watch ends first */
  watch(expire: () => void): Watch {
    const watched: Watched = { age: 0, expire };
    this.watched.add(watched);
    this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
    return {
      beat: () => void (watched.age = 0),
      end: () => this.remove(watched),
    };
  }

  private tick(): void {
    for (const each of this.watched) {
      if (++each.age < this.seconds) continue;
      this.remove(each);
      this.expired++;
      each.expire();
    }
  }

  private remove(watched: Watched): void {
    this.watched.delete(watched);
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
