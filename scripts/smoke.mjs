// Called by `npm test`.
// The built package as Node itself loads it, both formats in one process: a test runner resolves cycles and extensions more
// kindly, and an application may load one format by itself and the other through a dependency.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ROOT } from './ensure-installed.mjs';

const require = createRequire(import.meta.url);
const DIST = join(ROOT, 'libs/activity-tracker/dist');

const NAMES = ['', '/testing', '/store', '/terminus', '/prometheus', '/opentelemetry'];
for (const entry of NAMES.map((name) => `nestjs-activity-tracker${name}`)) {
  /** @type {Record<string, unknown>} */
  const imported = await import(entry);
  /** @type {Record<string, unknown>} */
  const required = require(entry);
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort(), `${entry}: other names by require`);
  const strange = Object.keys(imported).filter((name) => !isSame(imported[name], required[name]));
  assert.deepEqual(strange, [], `${entry}: other things by require`);
  console.log(`${entry}: ${Object.keys(imported).length} exports, the same by import and by require`);
}
await oneApplication();
assertNoImportMeta();

/** Classes, tokens and texts must be identical; functions and decorators may differ by format. @param {any} one @param {any} other */
function isSame(one, other) {
  if (one === other) return true;
  if (typeof one !== 'function' || typeof other !== 'function' || /^class\b/.test(String(one))) return false;
  return one.KEY === other.KEY && textOf(one) === textOf(other);
}

/** CommonJS names what it imports through the object that `require()` gave. @param {Function} one */
function textOf(one) {
  return String(one)
    .replaceAll('require_library.', '')
    .replaceAll(/\(0, [\w$]+\.([\w$]+)\)/g, '$1');
}

/** The module by import, everything else by require: decorators, tokens, errors and the test kit have to agree. */
async function oneApplication() {
  const { ActivityTrackerModule } = await import('nestjs-activity-tracker');
  /** @type {typeof import('nestjs-activity-tracker')} */
  const {
    ACTIVITY_STORE,
    ActivityTrackerService,
    HistoryGuard,
    QuerySyntaxError,
    StoreTimeoutError,
  } = require('nestjs-activity-tracker');
  /** @type {typeof import('nestjs-activity-tracker/testing')} */
  const { InMemoryActivityStore, recordedActivity } = require('nestjs-activity-tracker/testing');
  const { StoreUnavailableError } = await import('nestjs-activity-tracker/store');
  const store = new InMemoryActivityStore();
  const tracker = ActivityTrackerModule.forRoot({
    database: true,
    storage: { store },
    capture: { trackAnonymous: true },
  });
  const app = await NestFactory.createApplicationContext(tracker, { logger: false });
  assert.equal(app.get(ACTIVITY_STORE), store);
  assert(app.get(HistoryGuard) instanceof HistoryGuard);
  app.get(ActivityTrackerService).track({ event: 'loaded both' });
  const [record] = await recordedActivity(app);
  assert.equal(record?.event_name, 'loaded both');
  await assert.rejects(app.get(ActivityTrackerService).query('status:abc'), QuerySyntaxError);
  assert(new StoreTimeoutError() instanceof StoreUnavailableError);
  await app.close();
  console.log('one application on both formats');
}

function assertNoImportMeta() {
  const files = readdirSync(DIST).filter((name) => name.endsWith('.cjs'));
  const wrong = files.filter((name) => readFileSync(join(DIST, name), 'utf8').includes('import.meta'));
  assert(files.length > 0 && wrong.length === 0, `import.meta in CommonJS: ${wrong.join(', ')}`);
}
