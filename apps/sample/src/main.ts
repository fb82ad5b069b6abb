import type { INestApplication } from '@nestjs/common';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { createApp } from './app.factory.js';
import { historySize, writeHistory } from './demo/history/write-history.js';
import { platformOf } from './platform.js';
import { portOf } from './port.js';

/** Containers must listen on all addresses. */
const HOST = process.env.SAMPLE_HOST ?? '127.0.0.1';

try {
  const port = portOf(process.env);
  historySize(process.env);
  const app = await createApp(platformOf(process.env));
  await app.listen(port, HOST);
  const url = await app.getUrl();
  console.log(`sample listening on ${url}`);
  process.send?.({ type: 'listening', url });
  await demonstrate(app);
  process.send?.({ type: 'ready', url });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EADDRINUSE'
      ? `Port ${portOf(process.env)} is taken. Set PORT to another one, or to 0 for any that is free.`
      : message,
  );
  process.exit(1);
}

/** Runs in the background; failures do not affect the shop. */
async function demonstrate(app: INestApplication): Promise<void> {
  try {
    const tell = (done: number, total: number) => process.send?.({ type: 'history', done, total });
    const written = await writeHistory(app, process.env, tell);
    if (written === 0) return;
    console.log(
      `${written.toLocaleString('en')} records of demonstration history; SAMPLE_HISTORY=0 does without them.`,
    );
    // Until this is done, statistics are counted from the records.
    const counted = app.get(ActivityTrackerService).rebuildStatistics();
    counted.then(() => process.send?.({ type: 'counted' })).catch(() => {});
  } catch (error) {
    console.error(`No demonstration history: ${(error as Error).message}`);
  }
}
