import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rememberCaller } from '../../http/access/caller.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import type { AuditStore } from '../../storage/port/audit-store.js';
import { AdminOptions } from '../admin.options.js';
import type { HostStatus } from '../host-status.js';
import { AuditTrail } from './audit-trail.js';

const NEVER = new Promise<never>(() => {});

describe('an audit trail whose store does not answer', () => {
  const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const request = { ip: '203.0.113.7' };
  let store: InMemoryActivityStore;
  let trail: AuditTrail;

  beforeEach(() => {
    vi.useFakeTimers();
    error.mockClear();
    store = new InMemoryActivityStore();
    trail = new AuditTrail(store, new AdminOptions(), {} as HostStatus);
    rememberCaller(request, { userId: 1, payload: {} });
  });
  afterEach(() => vi.useRealTimers());

  const hangs = (member: keyof AuditStore) => vi.spyOn(store.audit, member).mockReturnValue(NEVER);
  const written = () =>
    trail.write(request, { action: 'person', subject: 7, records: 1 }).then(
      () => 'written',
      (failure: { getStatus(): number }) => failure.getStatus(),
    );

  it.each(['pseudonymKey', 'append'] as const)('refuses with 503 after ten seconds if %s() hangs', async (member) => {
    hangs(member);
    const answer = written();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await answer).toBe(503);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^Failed to write the audit trail: no answer within 10 s\. /),
    );
  });

  it('writes the entry without the name of a pseudonym if nameSubject() hangs', async () => {
    hangs('nameSubject');
    const answer = written();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await answer).toBe('written');
    expect(await store.audit.find({}, { limit: 10 })).toHaveLength(1);
  });

  it('writes another entry if repeat() hangs', async () => {
    expect(await written()).toBe('written');
    hangs('repeat');
    const answer = written();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await answer).toBe('written');
    expect(await store.audit.find({}, { limit: 10 })).toHaveLength(2);
  });
});
