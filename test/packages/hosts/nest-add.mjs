// `nest add nestjs-activity-tracker` in a fresh application, through the CLI of the template.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { recordsACall } from '../empty-app/recorded-call.mjs';
import { succeed } from '../installs/processes.mjs';
import { installByNpm, writeTemplate } from './application.mjs';

const NEST = ['node_modules/@nestjs/cli/bin/nest.js'];
const NOT_OWN = new Set(['node_modules', 'dist', 'package-lock.json']);
const PEERS = /npm install (@nestjs\/event-emitter.*)/;

/**
 * Adds the package, compiles the application, starts it, and looks for a call of it in MongoDB.
 * @param {{ folder: string, template: string, nest: '11' | '12', env: Record<string, string>, registry: string, uri: string }} options
 */
export async function provesNestAdd({ folder, template, nest, env, registry, uri }) {
  const dbName = `host_${randomBytes(6).toString('hex')}`;
  writeTemplate(folder, template, (manifest) => {
    manifest.name = dbName.replace('_', '-');
  });
  await installByNpm(folder, env);
  const nestCommand = (/** @type {string[]} */ ...args) =>
    succeed([process.execPath, ...NEST, ...args], {
      cwd: folder,
      env: { ...env, npm_config_registry: registry },
    });

  const before = filesIn(folder);
  const { output } = await nestCommand('add', 'nestjs-activity-tracker');
  assert.deepEqual(changes(before, filesIn(folder)), ['package.json', 'src/app.module.ts', 'src/main.ts']);
  const [, peers = ''] = PEERS.exec(output) ?? [];
  assert.equal(
    peers.includes('@nestjs/event-emitter@3'),
    nest === '11',
    `the packages of Nest ${nest} are named:\n${output}`,
  );
  await succeed(['npm', 'install', '--no-audit', '--no-fund', ...peers.split(' ')], { cwd: folder, env });

  const added = filesIn(folder);
  const again = await nestCommand('add', 'nestjs-activity-tracker', '--skip-install');
  assert.match(again.output, /Already added\. Nothing was changed\./);
  assert.deepEqual(changes(added, filesIn(folder)), []);

  await nestCommand('build');
  await recordsACall(
    folder,
    { uri, dbName, userId: 7 },
    {
      entry: 'dist/main.js',
      execArgv: ['--import', new URL('tell-address.mjs', import.meta.url).href],
      path: '/',
      answer: 'Hello World!',
      record: { route: '/', url_name: 'getHello', status_code: 200 },
    },
  );
}

/** @param {string} folder @returns {Map<string, string>} */
function filesIn(folder) {
  const own = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !NOT_OWN.has(name));
  const paths = own.flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    const below = readdirSync(join(folder, entry.name), { recursive: true, withFileTypes: true });
    return below.filter((each) => each.isFile()).map((each) => relative(folder, join(each.parentPath, each.name)));
  });
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** @param {Map<string, string>} before @param {Map<string, string>} after */
function changes(before, after) {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}
