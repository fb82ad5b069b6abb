// What a user gets: the packed library, installed into an empty Nest app whose module is the README's quick start.
//
// The contract with README.md: each TypeScript block that belongs to the quick start stands after a comment with its file
// name, `<!-- quick-start:app.module.ts -->`, and reads `MONGODB_URI` and `JWT_SECRET` from the environment.
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import mongoose from 'mongoose';
import { ROOT } from './ensure-installed.mjs';

const SECRET = 'the secret of the packed package';
const DEADLINE_MS = 30_000;
const DEPENDENCIES = {
  '@nestjs/common': '^12.0.0',
  '@nestjs/core': '^12.0.0',
  '@nestjs/platform-express': '^12.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.8.0',
};

const MAIN = `
import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  findOne(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@Module({ imports: [AppModule], controllers: [OrdersController] })
class Root {}

const app = await NestFactory.create(Root, { abortOnError: false, logger: ['error', 'warn'] });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
process.send?.(await app.getUrl());
`;

const REQUIRE = `
const { ActivityTrackerModule } = require('nestjs-activity-tracker');
if (typeof ActivityTrackerModule.forRoot !== 'function') throw new Error('require() gives no ActivityTrackerModule');
`;

const folder = mkdtempSync(join(tmpdir(), 'activity-tracker-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(1));

const app = join(folder, 'app');
const dbName = `package-${randomUUID()}`;

await step('packed', pack);
await step('installed into an empty app', install);
await step('required from CommonJS', () => run(process.execPath, ['check.cjs'], app));
await step('compiled the quick start of README.md', compile);
const uri = process.env.TEST_MONGODB_URI ?? process.env.MONGODB_URI;
if (uri) await step('recorded a call in MongoDB', () => recordsACall(uri));
else {
  console.log('not run: "recorded a call in MongoDB", for want of a MongoDB (TEST_MONGODB_URI)');
  if (process.env.CI) process.exit(1);
}

/**
 * @param {string} name
 * @param {() => Promise<unknown>} work
 */
async function step(name, work) {
  const started = Date.now();
  await work();
  console.log(`  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

async function pack() {
  const args = ['pack', '--workspace', 'nestjs-activity-tracker', '--pack-destination', folder, '--json'];
  const [{ filename, files }] = JSON.parse(await run('npm', args, ROOT));
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
  for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'])
    assert(paths.includes(path), `the package lacks ${path}; it holds ${paths.join(', ')}`);
  const strays = paths.filter((/** @type {string} */ path) => /\.(spec|contract)\.|fixtures|(?<!\.d)\.ts$/.test(path));
  assert.deepEqual(strays, [], 'the package holds sources or tests');
  mkdirSync(app);
  const manifest = {
    name: 'empty-app',
    private: true,
    type: 'module',
    dependencies: { ...DEPENDENCIES, 'nestjs-activity-tracker': `file:${join(folder, filename)}` },
  };
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest, undefined, 2));
  writeFileSync(join(app, 'check.cjs'), REQUIRE);
}

async function install() {
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], app);
}

/** With the compiler and the Node types of the repository: the app itself has neither. */
async function compile() {
  const blocks = quickStart();
  mkdirSync(join(app, 'src'));
  for (const [file, text] of blocks) writeFileSync(join(app, 'src', file), text);
  writeFileSync(join(app, 'src/main.ts'), MAIN);
  const compilerOptions = {
    module: 'nodenext',
    target: 'ES2023',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    typeRoots: [join(ROOT, 'node_modules/@types')],
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  await run(process.execPath, [createRequire(import.meta.url).resolve('typescript/lib/tsc.js'), '-p', '.'], app);
}

/** @returns {Map<string, string>} the quick start's files by name, in a database of their own */
function quickStart() {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = new Map(
    [...readme.matchAll(/<!-- quick-start:(\S+) -->\s*```ts\n(.*?)```/gs)].map(([, file = '', text = '']) => [
      file,
      text,
    ]),
  );
  const module = blocks.get('app.module.ts');
  assert(module, 'README.md has no TypeScript block after <!-- quick-start:app.module.ts -->');
  for (const variable of ['MONGODB_URI', 'JWT_SECRET'])
    assert(module.includes(`process.env.${variable}`), `the quick start in README.md does not read ${variable}`);
  const named = module.replace(/dbName: '[^']*'/, `dbName: '${dbName}'`);
  assert.notEqual(named, module, "the quick start in README.md does not say dbName: '…'");
  return blocks.set('app.module.ts', named);
}

/** @param {string} uri */
async function recordsACall(uri) {
  const child = fork(join(app, 'dist/main.js'), {
    cwd: app,
    env: { ...process.env, MONGODB_URI: uri, JWT_SECRET: SECRET },
  });
  const gone = once(child, 'exit');
  const impatience = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  process.once('exit', () => child.kill('SIGKILL'));
  const [url] = await Promise.race([once(child, 'message'), gone.then(() => [''])]);
  assert(url, 'the app ended, or did not listen, before it could be called; see above');

  const authorization = `Bearer ${token({ user_id: 7, token_type: 'access' })}`;
  const answer = await fetch(`${url}/orders/12`, { headers: { authorization } });
  assert.deepEqual([answer.status, await answer.json()], [200, { id: '12' }]);
  const history = await fetch(`${url}/activity-logs/user-history`, { headers: { authorization } });
  assert.equal(history.status, 200, `user-history answers ${history.status}: ${await history.text()}`);

  // An orderly stop stores what waits, so that nobody has to wait for the interval.
  child.kill('SIGTERM');
  await gone;
  clearTimeout(impatience);

  const client = await new mongoose.mongo.MongoClient(uri).connect();
  try {
    const records = await client.db(dbName).collection('activity_logs').find().toArray();
    const seen = records.map(({ user_id, route, status_code }) => ({ user_id, route, status_code }));
    assert.deepEqual(seen, [{ user_id: 7, route: '/orders/:id', status_code: 200 }]);
  } finally {
    await client.db(dbName).dropDatabase();
    await client.close();
  }
}

/**
 * A token as any other service would sign it, without a library of ours.
 * @param {Record<string, unknown>} payload
 */
function token(payload) {
  const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...payload, exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} what it wrote to standard output
 */
async function run(command, args, cwd) {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (complaints += data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}${complaints}`);
  return output;
}
