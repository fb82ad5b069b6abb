const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Doubling waits with jitter, so that many instances do not retry at once when the store is back. */
export class BackOff {
  private failures = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Milliseconds: between half of the step and the whole of it. @param longestMs the step grows to this */
  next(longestMs: number = LONGEST_MS): number {
    return this.jittered(Math.min(longestMs, FIRST_MS * 2 ** this.failures++));
  }

  /** Jumps to the longest step, for a failure that time alone does not fix. */
  longest(): number {
    return this.jittered(LONGEST_MS);
  }

  reset(): void {
    this.failures = 0;
  }

  private jittered(step: number): number {
    return step / 2 + (step / 2) * this.random();
  }
}
