import type { BufferStats } from '../../buffer/reports/buffer-stats.js';
import type { RecordingThread } from './recording-thread.js';
import { sumOfStats } from './sum-of-stats.js';
import type { Takeover } from './takeover.js';

interface CountedHere {
  /** Of the buffer in this thread, once the other thread is given up. */
  readonly local: BufferStats | undefined;
  readonly takeover: Pick<Takeover, 'left' | 'taken' | 'noted'> | undefined;
  /** Records that wait for the other thread when the shutdown ends. */
  readonly lost: number;
  readonly late: number;
}

/** Figures of a thread that records, with those of this thread. */
export function threadedStats(
  thread: Pick<RecordingThread, 'intake' | 'counters' | 'down' | 'waiting' | 'waitingBytes'>,
  { local, takeover, lost, late }: CountedHere,
): BufferStats {
  const { accepted, full, shed } = thread.intake();
  const { failed: _, full: __, settled: ___, evicted, shutdown, late: lateThere, ...counters } = thread.counters;
  const down = local ? local.down : thread.down;
  const noted = takeover?.noted;
  const dropped = {
    full: full - (noted?.dropped ?? 0),
    evicted,
    shutdown: shutdown + lost,
    late: lateThere + late,
  };
  const stats: BufferStats = {
    ...counters,
    shed: shed - (noted?.shed ?? 0),
    accepted: accepted - (takeover?.taken ?? 0),
    dropped,
    waiting: takeover ? takeover.left : thread.waiting,
    waitingBytes: local ? 0 : thread.waitingBytes,
    storeAway: down !== null,
    down,
    spool: null,
    checkpointFailures: null,
  };
  return local ? sumOfStats(stats, local) : stats;
}
