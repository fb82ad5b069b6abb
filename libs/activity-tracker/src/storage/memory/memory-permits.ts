import type { ErasurePermit, ErasurePermits } from '../port/erasure-permits.js';

export class MemoryPermits implements ErasurePermits {
  private readonly permits = new Map<string, { binding: string; expiresAt: number }>();

  constructor(private readonly clock: () => number) {}

  async issue({ id, binding }: ErasurePermit, validMs: number): Promise<void> {
    const now = this.clock();
    for (const [other, { expiresAt }] of this.permits) if (expiresAt <= now) this.permits.delete(other);
    this.permits.set(id, { binding, expiresAt: now + validMs });
  }

  async redeem({ id, binding }: ErasurePermit): Promise<boolean> {
    const permit = this.permits.get(id);
    if (!permit || permit.binding !== binding || permit.expiresAt <= this.clock()) return false;
    return this.permits.delete(id);
  }
}
