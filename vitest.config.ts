import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `TARGET=dist` runs the same tests against the built package, as a user gets it. */
const built = process.env.TARGET === 'dist';
const library = built ? './libs/activity-tracker/dist/' : './libs/activity-tracker/src/';
const extension = built ? 'js' : 'ts';

/**
 * What a build can break: the modules and their formats, names of classes and handlers, metadata of decorators, paths of files beside the
 * code, and applications that are put together in another way. Rules are the same whichever way we were built.
 */
const OF_A_BUILD = [
  'test/hosts/*.e2e.spec.ts',
  'test/mistakes/*.e2e.spec.ts',
  ...[
    'admin',
    'capture',
    'history',
    'identity',
    'live',
    'openapi',
    'operators',
    'panel',
    'query',
    'recording-thread',
    'retention',
    'sample',
    'sample-sessions',
    'signal',
    'user-names',
  ].map((name) => `test/${name}.e2e.spec.ts`),
];

/**
 * Files leave nothing behind, so that they may share a process: loading Nest and MongoDB's driver anew for each took a
 * third of the time.
 */
const SHARED = { isolate: false, setupFiles: ['test/support/leave-nothing-behind.ts'] };

const BROWSER = ['test/**/*.browser.spec.ts', 'apps/**/*.browser.spec.ts'];

const NEXT_TO_CODE = ['libs/**/*.spec.ts', 'scripts/**/*.spec.ts', 'bench/**/*.spec.ts'];

/** Specs next to the code that start or use a MongoDB: they import a file of a folder `test` that provides one. */
const ON_MONGODB = ['libs', 'scripts'].flatMap((folder) =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.spec.ts') && !file.includes('node_modules/'))
    .filter((file) => /\/test\/(?:support\/)?[\w-]*(?:mongod|replica-set)/.test(readFileSync(at(file), 'utf8'))),
);

if (ON_MONGODB.length === 0) throw new Error('no spec imports a MongoDB: correct the pattern of ON_MONGODB');

/** Rules next to the code that need no database: `npm run test:unit`. */
const UNIT: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'unit',
    include: NEXT_TO_CODE,
    exclude: ['**/node_modules/**', '**/dist/**', ...ON_MONGODB],
    ...SHARED,
  },
};

/** Rules next to the code, on a real MongoDB: `npm run test:mongodb`. */
const MONGODB: TestProjectInlineConfiguration = {
  extends: true,
  test: { name: 'mongodb', include: ON_MONGODB, ...SHARED },
};

/** Promises to users through a real application, and the apps: `npm run test:e2e`. */
const E2E: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'e2e',
    include: ['test/**/*.spec.ts', 'apps/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', ...BROWSER],
    ...SHARED,
  },
};

/** A few of them while another thread records; `TEST_THREAD=worker npm run test:e2e` runs all so. */
const E2E_IN_THREAD: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'e2e, in a thread',
    include: ['delivery', 'erasure-orders', 'identity', 'signal'].map((name) => `test/${name}.e2e.spec.ts`),
    env: { TEST_THREAD: 'worker' },
    ...SHARED,
  },
};

/** The panel in Chromium: `npm run test:browser`. */
const IN_BROWSER: TestProjectInlineConfiguration = {
  extends: true,
  test: { name: 'browser', include: BROWSER, ...SHARED },
};

/** The same against the built package: `TARGET=dist`. */
const E2E_OF_A_BUILD: TestProjectInlineConfiguration = {
  extends: true,
  test: { name: 'e2e, built', include: OF_A_BUILD, ...SHARED },
};

export default defineConfig({
  // Said here explicitly, so that no tsconfig can lose it: dependency injection lives on this metadata.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [
      { find: /^nestjs-activity-tracker$/, replacement: at(`${library}index.${extension}`) },
      {
        find: /^nestjs-activity-tracker\/(testing|store|terminus|prometheus|opentelemetry)$/,
        replacement: at(`${library}$1.${extension}`),
      },
    ],
  },
  test: {
    projects: built ? [E2E_OF_A_BUILD] : [UNIT, MONGODB, E2E, E2E_IN_THREAD, IN_BROWSER],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['country-file', 'mongodb', 'recording-thread'].map((name) => `test/support/${name}.global-setup.ts`),
    setupFiles: ['test/support/setup.ts'],
    // They end what hangs. A machine that is busy with other work is slow, and not wrong.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // What is polled for comes when it comes; on a busy machine that is later.
    // A test without an assertion fails: its loop ran over nothing, or its condition never held.
    expect: { poll: { timeout: 30_000 }, requireAssertions: true },
    pool: 'forks',
    // Tests wait for frames, timers and processes: three files keep two cores busy.
    maxWorkers: 3,
  },
});
