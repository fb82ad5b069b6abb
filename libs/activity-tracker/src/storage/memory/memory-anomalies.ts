import type { AnomalyState } from '../port/anomaly-state.js';
import { MemoryLease } from './memory-lease.js';

export class MemoryAnomalies extends MemoryLease implements AnomalyState {
  private readonly known = new Map<string, number>();
  private searchedTo: Date | null = null;

  constructor(private readonly clock: () => number) {
    super();
  }

  async load(): Promise<Date | null> {
    return this.searchedTo && new Date(this.searchedTo);
  }

  async save(searchedTo: Date): Promise<void> {
    this.searchedTo = new Date(searchedTo);
  }

  async remember(digests: readonly string[], validMs: number): Promise<string[]> {
    const now = this.clock();
    for (const [digest, expiresAt] of this.known) if (expiresAt <= now) this.known.delete(digest);
    const unknown = [...new Set(digests)].filter((digest) => !this.known.has(digest));
    for (const digest of unknown) this.known.set(digest, now + validMs);
    return unknown;
  }
}
