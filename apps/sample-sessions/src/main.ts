import { ActivityTrackerOptionsError, ActivityTrackerService } from 'nestjs-activity-tracker';
import { createApp } from './app.factory.js';
import { trackImports } from './demo/imported-tickets.js';

const HOST = '127.0.0.1';
const PORT = process.env.PORT ?? '3000';

try {
  const app = await createApp();
  await app.listen(Number(PORT), HOST);
  const url = await app.getUrl();
  console.log(`help desk listening on ${url}`);
  process.send?.({ type: 'listening', url });
  await trackImports(app.get(ActivityTrackerService));
  process.send?.({ type: 'ready', url });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ActivityTrackerOptionsError) for (const problem of error.problems) console.error(problem);
  else console.error(code === 'EADDRINUSE' ? `Port ${PORT} is taken. Set PORT to another one, or to 0.` : message);
  process.exit(1);
}
