import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPENDENCIES, installInto } from './app.mjs';
import { run } from './run.mjs';

/** Packages that npm does not add, and that the set-up below does not need. */
const ABSENT = ['event-emitter', 'jwt', 'mongoose', 'schedule'];

/** Boots with the options given as JSON, calls itself, and prints the number of records, or why it does not boot. */
const APP = `
const load = async (name) => (process.argv[2] === 'esm' ? import(name) : require(name));
async function start() {
  await load('reflect-metadata');
  const { NestFactory } = await load('@nestjs/core');
  const { ActivityTrackerModule } = await load('nestjs-activity-tracker');
  const { InMemoryActivityStore, recordedActivity } = await load('nestjs-activity-tracker/testing');
  const tracker = ActivityTrackerModule.forRoot({
    database: true,
    storage: { store: new InMemoryActivityStore() },
    resolveUser: () => 7,
    ...JSON.parse(process.argv[3]),
  });
  const root = { module: class AppModule {}, imports: [tracker] };
  const app = await NestFactory.create(root, { logger: false, abortOnError: false });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  await fetch(await app.getUrl());
  console.log((await recordedActivity(app)).length + ' recorded');
  await app.close();
}
start().catch((error) => console.log(error.message));
`;

/** @type {[options: object, said: string][]} */
const CASES = [
  [{}, '1 recorded'],
  [
    { jwt: { secret: 'a secret that is long enough to sign', algorithms: ['HS256'] } },
    'The option jwt needs the package @nestjs/jwt, which is not installed. Run: npm install @nestjs/jwt',
  ],
  [
    { signal: true },
    'The option signal: true needs the package @nestjs/event-emitter, which is not installed. Run: npm install @nestjs/event-emitter',
  ],
];

/**
 * A set-up requires none of the packages that it does not use, and names those it lacks.
 * @param {string} folder @param {string} tarball
 */
export async function runsWithoutPeers(folder, tarball) {
  mkdirSync(folder);
  await installInto(folder, tarball, DEPENDENCIES);
  const installed = readdirSync(join(folder, 'node_modules/@nestjs'));
  assert.deepEqual(
    ABSENT.filter((name) => installed.includes(name)),
    [],
    'npm installed packages that are optional',
  );
  writeFileSync(join(folder, 'app.cjs'), APP);
  for (const format of ['esm', 'commonjs']) {
    for (const [options, said] of CASES) {
      const output = await run(process.execPath, ['app.cjs', format, JSON.stringify(options)], folder);
      assert.equal(output.trim(), said, `${format}, ${JSON.stringify(options)}`);
    }
  }
  await assert.rejects(
    run('npx', ['--no', 'activity-tracker', 'archive', 'open', 'archive'], folder),
    /\nactivity-tracker: archive open needs the package @nestjs\/jwt, which is not installed\. Run: npm install @nestjs\/jwt\n/,
  );
}
