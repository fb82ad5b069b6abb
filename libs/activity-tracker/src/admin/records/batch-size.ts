/** Small, so that few records are read in vain when time runs out. */
const FIRST = 8;
const MOST = 200;
const WANTED_MS = 25;
const MAX_GROWTH = 4;

export class BatchSize {
  private size: number | undefined;
  private begun = 0;

  constructor(private readonly clock: () => number) {}

  next(): number {
    const now = this.clock();
    if (this.size === undefined) this.size = FIRST;
    else {
      const growth = Math.min(MAX_GROWTH, WANTED_MS / Math.max(1, now - this.begun));
      this.size = Math.max(1, Math.min(MOST, Math.floor(this.size * growth)));
    }
    this.begun = now;
    return this.size;
  }
}
