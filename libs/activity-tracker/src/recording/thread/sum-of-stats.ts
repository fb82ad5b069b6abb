import type { BufferStats } from '../../buffer/reports/buffer-stats.js';

const SUMMED = [
  'accepted',
  'stored',
  'duplicates',
  'rejected',
  'erased',
  'shed',
  'retries',
  'misconfigured',
  'waiting',
  'waitingBytes',
] as const;

/** Sums the counts of two threads that ran one after the other. */
export function sumOfStats(one: BufferStats, other: BufferStats): BufferStats {
  const added = { ...other, dropped: { ...other.dropped } };
  for (const name of SUMMED) added[name] += one[name];
  for (const reason of ['full', 'evicted', 'shutdown', 'late'] as const) added.dropped[reason] += one.dropped[reason];
  return added;
}
