import type { Spool } from '../../spool/spool.js';

/**
 * Stores the records that wait in memory and in files, also in those that ended processes left. Ends when nothing more is read, or
 * when the store takes no records.
 */
export async function flushDisk(spool: Spool, flush: () => Promise<void>, isAway: () => boolean): Promise<void> {
  await spool.seal();
  await spool.adopt();
  const progress = (): string => `${spool.stats().replayed} ${spool.stats().segments}`;
  for (let before = ''; before !== progress() && !isAway();) {
    before = progress();
    await spool.fill();
    await flush();
  }
}
