import { ActivityTrackerModule, type ActivityTrackerOptions, ActivityTrackerService } from 'nestjs-activity-tracker';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mode, Setting } from '../mode.js';

/** Files of the library as it is built for the benchmark: one for each source. */
export const WORKER_FILE = fileURLToPath(
  new URL('recording/thread/worker.js', import.meta.resolve('nestjs-activity-tracker')),
);

/** The library as its README sets it up, with every default but those given. */
export function tracker(
  setting: Setting,
  given: Pick<ActivityTrackerOptions, 'capture' | 'integrity' | 'recording' | 'storage'> = {},
  durability: 'memory' | 'spill' | 'journal' = 'memory',
): Mode {
  const { uri, dbName, secret, maxBytes } = setting;
  return {
    imports: [
      ActivityTrackerModule.forRoot({
        database: true,
        mongo: { uri, dbName },
        jwt: { secret, algorithms: ['HS256'] },
        ...given,
        buffer: {
          maxBytes,
          ...(durability !== 'memory' && { durability, spoolDirectory: mkdtempSync(join(tmpdir(), 'bench-spool-')) }),
        },
      }),
    ],
    settle: (app) => app.get(ActivityTrackerService).flush(),
    facts: (app) => {
      const { accepted, stored, waiting, waitingBytes, dropped, failed, retries } = app
        .get(ActivityTrackerService)
        .stats();
      return {
        recorded: stored,
        accepted,
        waiting,
        waitingBytes,
        dropped: dropped.full + dropped.evicted,
        failed,
        retries,
      };
    },
  };
}
