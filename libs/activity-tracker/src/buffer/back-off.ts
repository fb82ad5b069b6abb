const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Doubling waits with jitter, so that many instances do not knock at once when the store comes back. */
export class BackOff {
  private failures = 0;

  /** @param random 0 to 1; given by tests */
  constructor(private readonly random: () => number = Math.random) {}

  /** Milliseconds until the next try: between half of the step and the whole of it. */
  next(): number {
    const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.failures++);
    return step / 2 + (step / 2) * this.random();
  }

  reset(): void {
    this.failures = 0;
  }
}
