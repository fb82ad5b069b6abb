// What a user gets: the packed library, installed into an empty Nest app whose module is the quick start of README.md, as
// ES modules and as CommonJS.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, install } from './empty-app/app.mjs';
import { packLibrary } from './empty-app/packed-library.mjs';
import { quickStart } from './empty-app/quick-start.mjs';
import { lintPackage } from './empty-app/package-linters.mjs';
import { recordsACall } from './empty-app/recorded-call.mjs';
import { run } from './empty-app/run.mjs';
import { addsItself } from './empty-app/schematic.mjs';
import { runsWithoutPeers } from './empty-app/without-peers.mjs';
import { testMongodb } from '../../scripts/mongodb/test-mongodb.mjs';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'activity-tracker-package-')));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(1));

const app = join(folder, 'app');
const dbName = `package-${randomUUID()}`;
/** @type {Pick<import('../../scripts/mongodb/start-mongodb.mjs').RunningMongodb, 'uri' | 'stop'> | undefined} */
let mongodb;

const tarball = await step('packed', () => packLibrary(folder));
await step('passed publint and @arethetypeswrong/cli', () => lintPackage(tarball, folder));
await step('installed into an empty app', () => install(app, tarball));
const { esm, commonjs } = await step('compiled the quick start of README.md', () => compile(app, quickStart(dbName)));
await step('loaded the test kit by import and by require', () =>
  Promise.all([esm, commonjs].map((format) => run(process.execPath, ['src/test-kit.js'], format))),
);
await step('printed the dictionary of handlers', printsTheDictionary);
await step('added itself to an application by its schematic', () => addsItself(app));
await step('ran without the packages that a set-up does not need', () =>
  runsWithoutPeers(join(folder, 'without-peers'), tarball),
);
mongodb = await testMongodb('recorded a call');
if (mongodb) {
  const { uri } = mongodb;
  await step('recorded a call, as ES modules', () => recordsACall(esm, { uri, dbName, userId: 7 }));
  await step('recorded a call, as CommonJS', () => recordsACall(commonjs, { uri, dbName, userId: 8 }));
  await mongodb.stop();
} else if (process.env.CI) process.exit(1);

async function printsTheDictionary() {
  const bin = join(app, 'node_modules/nestjs-activity-tracker/dist/cli.js');
  assert(readFileSync(bin, 'utf8').startsWith('#!/usr/bin/env node\n'), 'the command has no shebang');
  const dictionaries = [
    await run('npx', ['--no', 'activity-tracker', 'url-names', 'src/root.module.js'], esm),
    await run(process.execPath, [bin, 'url-names', 'src/root.module.js'], commonjs),
  ];
  for (const dictionary of dictionaries)
    assert.match(dictionary, /findOne: 'Find one'/, `not a dictionary of the handlers: ${dictionary}`);
}

/** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
async function step(name, work) {
  const started = Date.now();
  try {
    const result = await work();
    console.log(`  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    console.error(`  FAILED: ${name}\n\n${error instanceof Error ? error.message : String(error)}`);
    await mongodb?.stop();
    return process.exit(1);
  }
}
