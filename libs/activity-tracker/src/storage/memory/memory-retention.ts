import type { RetentionProgress, RetentionState } from '../port/retention-state.js';

export class MemoryRetention implements RetentionState {
  private progress: RetentionProgress | null = null;

  constructor(private readonly clock: () => number) {}

  /** The records are in this process, so no other one removes them. */
  async acquire(): Promise<boolean> {
    return true;
  }

  async release(): Promise<void> {}

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
