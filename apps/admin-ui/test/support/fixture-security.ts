import type { Security } from '../../src/api/security';

const SEEN = '2026-05-01T12:00:00.000Z';
const RECORD = 'a'.repeat(24);
const seen = (value: string, is_new: boolean) => ({ value, is_new, first_seen: SEEN, last_seen: SEEN, calls: 3 });

/** Of a person with a new country and many refused calls. */
export const SECURITY: Security = {
  anomalies: [
    {
      rule: 'new_country',
      reason: 'First call from this country in 90 days.',
      at: SEEN,
      until: SEEN,
      evidence: { records: [RECORD], values: { country: 'Japan' } },
    },
    {
      rule: 'refused_burst',
      reason: '10 calls refused within 5 minutes.',
      at: SEEN,
      until: SEEN,
      evidence: { records: [RECORD], values: { calls: 12 } },
    },
  ],
  countries: [seen('Japan', true), seen('Germany', false)],
  networks: [seen('126.40.8.0/24', true), seen('91.10.7.0/24', false)],
  devices: [seen('Firefox on Linux', false)],
  refused: 12,
  sign_ins: 2,
  failed_sign_ins: null,
  compared_from: SEEN,
  counted: 900,
  complete: true,
};
