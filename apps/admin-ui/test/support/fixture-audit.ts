import type { AuditAction, AuditLine, AuditPage } from '../../src/api/audit-types';

const PAGE = 20;
const ENTRIES = 45;
const KINDS: readonly (Partial<AuditLine> & { action: AuditAction })[] = [
  { action: 'list', query: 'status:5xx since:24h', parameters: { limit: '50' }, records: 50 },
  { action: 'person', subject: 'person-0a1b2c3d4e5f60718293', subject_id: '1000', records: null },
  { action: 'record', subject: 'person-0a1b2c3d4e5f60718293', subject_id: '1000', records: 1 },
  {
    action: 'export',
    query: 'since:30d',
    parameters: { format: 'ndjson' },
    records: null,
    end: { created_time: '2026-01-01T00:00:00.000Z', records: 12_345, complete: false },
  },
  {
    action: 'erase',
    subject: 'person-ffeeddccbbaa99887766',
    parameters: { mode: 'delete', dry_run: 'false' },
    records: null,
    reason: 'request of the person, ticket 4711 <b>',
    end: { created_time: '2026-01-01T00:00:00.000Z', records: 411, complete: true },
  },
];

function entries(now: number): AuditLine[] {
  return Array.from({ length: ENTRIES }, (_, index) => ({
    _id: index.toString(16).padStart(24, '0'),
    created_time: new Date(now - index * 3_600_000).toISOString(),
    administrator_id: index % 2 ? 'root' : 7,
    ...(index % 5 === 1 && { actor_id: 'support' }),
    client_ip_address: index % 3 ? '203.0.113.7' : null,
    session: 'session-1',
    count: index % 4 === 0 ? 3 : 1,
    records: null,
    ...KINDS[index % KINDS.length]!,
    ...(KINDS[index % KINDS.length]!.action === 'record' && { record_id: '6b0592d247016ed3d60074f2' }),
  }));
}

export function auditPage(query: URLSearchParams, now: number): AuditPage {
  const get = (name: string) => query.get(name) ?? '';
  const found = entries(now).filter(
    ({ action, administrator_id, subject, subject_id }) =>
      (!get('action') || action === get('action')) &&
      (!get('administrator') || String(administrator_id) === get('administrator')) &&
      (!get('subject') || [subject, subject_id].includes(get('subject'))),
  );
  const start = Number(get('cursor') || 0);
  return {
    results: found.slice(start, start + PAGE),
    next: start + PAGE < found.length ? String(start + PAGE) : null,
  };
}
