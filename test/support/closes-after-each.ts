import { afterEach } from 'vitest';
import { type PlatformName, tracked, type TrackedApp } from './tracked-app.js';

export function closesAfterEach(): <App extends { close(): Promise<unknown> }>(app: App) => App {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const app of open.splice(0).reverse()) await app.close().catch(() => undefined);
  });
  return (app) => {
    open.push(app);
    return app;
  };
}

/** Starts applications in tests; each is closed when its test has ended. */
export function trackedPerTest(
  platform: PlatformName,
): (setting?: Parameters<typeof tracked>[1]) => Promise<TrackedApp> {
  const closing = closesAfterEach();
  return async (setting) => closing(await tracked(platform, setting));
}
