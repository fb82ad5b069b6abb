import { describe, expect, it, vi } from 'vitest';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { HealthService } from './health.service.js';

describe('HealthService', () => {
  it('reads once for all who ask at the same time, and again for the next', async () => {
    const store = new InMemoryActivityStore();
    const count = vi.spyOn(store, 'count');
    const service = new HealthService(store, { health: () => ({}) as never });
    const first = await service.health();
    const alone = count.mock.calls.length;
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.health()));
    expect([alone > 0, count.mock.calls.length]).toEqual([true, 2 * alone]);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).not.toBe(first);
  });
});
