// The sample shop in its own process, with the tracker or without; answers what CPU it has used.
import { ROOT } from '../scripts/ensure-installed.mjs';

// By path: this folder has a separate copy of the library, and the sample has the workspace's.
const built = (/** @type {string} */ path) => import(`${ROOT}${path}`);
const { ActivityTrackerModule, ActivityTrackerService } = await built('libs/activity-tracker/dist/index.js');
const { createApp } = await built('dist/apps/sample/app.factory.js');
const { AppModule } = await built('dist/apps/sample/app.module.js');

const { platform, mode } = JSON.parse(/** @type {string} */ (process.argv[2]));
const app = await createApp(platform, process.env, mode === 'ours' ? AppModule.on(platform) : withoutTracker());
await app.listen(0, '127.0.0.1');

process.on('message', () => void answer());
process.send?.({ url: await app.getUrl() });

async function answer() {
  // Pending work of the requests so far belongs to them.
  if (mode === 'ours') await app.get(ActivityTrackerService, { strict: false }).flush();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
}

function withoutTracker() {
  const shop = AppModule.on(platform);
  const nothing = {
    module: function NoTracker() {},
    global: true,
    providers: [{ provide: ActivityTrackerService, useValue: { track() {} } }],
    exports: [ActivityTrackerService],
  };
  const others = shop.imports.filter(
    (/** @type {{ module?: unknown }} */ each) => each.module !== ActivityTrackerModule,
  );
  return { ...shop, imports: [...others, nothing] };
}
