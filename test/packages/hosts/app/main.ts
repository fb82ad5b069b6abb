import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { AppModule } from './app.module';

/** Boots the app, calls it, and prints what was recorded and whether the panel is served. */
async function prove(): Promise<void> {
  const warnings: string[] = [];
  const logger = { log() {}, debug() {}, verbose() {}, error: console.error, fatal: console.error, warn };
  function warn(message: string): void {
    warnings.push(message);
  }
  const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger, abortOnError: false });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const answer = await (await fetch(url)).text();
  const skipped = await (await fetch(`${url}/skipped`)).text();
  const panel = await fetch(`${url}/activity-logs/admin/index.html`);
  const page = await panel.text();
  const records = await recordedActivity(app);
  // Their code is loaded with the first request, so a bundler must have followed dynamic imports.
  const own = { headers: { 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin' } };
  const listed = await fetch(`${url}/activity-logs/admin/api/records?name=getHello`, own);
  const { results = [] } = (await listed.json()) as { results?: { url_name: string }[] };
  const timeline = await fetch(`${url}/activity-logs/admin/api/timeline`, own);
  const health = await fetch(`${url}/activity-logs/admin/api/health`, own);
  const { recording_thread: thread } = (await health.json()) as { recording_thread: object };
  const proof = {
    answers: [answer, skipped],
    admin: [listed.status, ...results.map(({ url_name }) => url_name), timeline.status],
    records: records.map(({ namespace, url_name, status_code }) => `${namespace}.${url_name} ${status_code}`),
    panel: panel.status === 200 && page.includes('nestjs-activity-tracker') ? 'served' : panel.status,
    thread,
    warnings,
  };
  await app.close();
  console.log(JSON.stringify(proof));
}

void prove();
