import type { RetentionProgress, RetentionState } from '../port/retention-state.js';
import { MemoryLease } from './memory-lease.js';

export class MemoryRetention extends MemoryLease implements RetentionState {
  private progress: RetentionProgress | null = null;

  constructor(private readonly clock: () => number) {
    super();
  }

  async load(): Promise<RetentionProgress | null> {
    return structuredClone(this.progress);
  }

  async save(progress: RetentionProgress): Promise<void> {
    this.progress = structuredClone(progress);
  }

  async now(): Promise<Date> {
    return new Date(this.clock());
  }
}
