import type { ActivityTrackerService } from 'nestjs-activity-tracker';
import { AGENTS } from '../staff/staff.js';

const IMPORTED = 'Ticket imported';
const COUNT = 120;
const HOUR_MS = 3_600_000;

/** Records five days of imported tickets as custom activities, unless they exist. */
export async function trackImports(tracker: ActivityTrackerService, now = Date.now()): Promise<number> {
  if ((await tracker.count({ event_name: IMPORTED }, 1)) > 0) return 0;
  for (let index = 0; index < COUNT; index++) {
    tracker.track({
      event: IMPORTED,
      namespace: 'Import',
      userId: AGENTS[index % AGENTS.length]!.id,
      data: { subject: `Ticket ${index + 1} of the old desk` },
      at: new Date(now - (COUNT - index) * HOUR_MS),
    });
  }
  await tracker.flush();
  return COUNT;
}
