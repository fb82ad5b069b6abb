import type { Health, RetentionPreview } from '../../src/api/health-types';

/** Parts of the answer about health: the disk is full, rules of retention do not run, and people were skipped. */
export const FAILING_UPKEEP: Pick<Health, 'spool' | 'retention' | 'retention_rules' | 'anomalies'> = {
  spool: {
    mode: 'journal',
    directory: '/spool/activity',
    bytes: 8_400_000,
    files: 2,
    oldest: '2026-05-01T12:00:00.000Z',
    processes: 2,
    dropped: 0,
    quarantined: 0,
    rejected: 4,
    failures: { ENOSPC: 12 },
    healthy: false,
  },
  retention: { failures: 3, down: { reason: 'the store is not reachable', since: '2026-05-01T12:00:00.000Z' } },
  retention_rules: 2,
  anomalies: { skipped: 12, failures: 0, down: null },
};

export const PREVIEW: RetentionPreview = {
  now: '2026-05-01T12:00:00.000Z',
  rules: [
    { rule: 1, when: 'status:2xx method:GET', keep: '30d', records: 1_204, bodies: null, held: 2 },
    { rule: 2, bodies_for: '7d', records: null, bodies: 310, held: 0 },
  ],
  last: null,
};
