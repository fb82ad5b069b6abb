import { createRequire } from 'node:module';
import { ROOT } from '../../scripts/ensure-installed.mjs';
import { buildLibrary } from '../harness/prepare.mjs';

const SECRET = 'a secret of the benchmark, 32 characters or more';

/** Nothing but the tracker, and an administrator who asks. @param {string} uri @param {string} dbName */
export async function startApp(uri, dbName) {
  buildLibrary();
  // Of the workspace, as the collection was filled by it.
  const load = createRequire(`${ROOT}package.json`);
  await import(load.resolve('reflect-metadata'));
  const { NestFactory } = await import(load.resolve('@nestjs/core'));
  const { JwtService } = await import(load.resolve('@nestjs/jwt'));
  const { ActivityTrackerModule, ActivityTrackerService } = await import(`${ROOT}libs/activity-tracker/dist/index.js`);
  const module = {
    module: function Empty() {},
    imports: [
      ActivityTrackerModule.forRoot({
        database: true,
        mongo: { uri, dbName },
        jwt: { secret: SECRET, algorithms: ['HS256'] },
      }),
    ],
  };
  const app = await NestFactory.create(module, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const panelUrl = `${await app.getUrl()}/activity-logs/admin/index.html`;
  const url = panelUrl.replace('index.html', 'api');
  const claims = {
    user_id: 1,
    permissions: ['view', 'export', 'erase', 'audit'].map((right) => `activity_tracker.${right}_activity_log`),
  };
  const token = new JwtService({ secret: SECRET }).sign(claims, { expiresIn: '5h' });
  const authorization = `Bearer ${token}`;
  return {
    panelUrl,
    token,
    /** @param {string} path @returns {Promise<any>} */
    ask: async (path) => {
      const response = await fetch(url + path, { headers: { authorization } });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    rebuildStatistics: () => app.get(ActivityTrackerService).rebuildStatistics(),
    stop: () => app.close(),
  };
}
