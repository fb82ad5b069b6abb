// Where the time of a logged request goes: self time by function, less what the same function takes without logging.
// node bench/profile.mjs [--platform fastify] [--endpoint orders|corpus] [--mode ours] [--top 25] [--requests 20000]
import { randomUUID } from 'node:crypto';
import { between, commandLine } from './harness/command-line.mjs';
import { warmUp } from './harness/measure.mjs';
import { MODES } from './harness/modes.mjs';
import { say } from './harness/prepare.mjs';
import { added, selfTimes } from './harness/self-time.mjs';
import { Server } from './harness/server.mjs';
import { inSession } from './harness/session.mjs';
import { dropDatabase } from './harness/store.mjs';
import { pull } from './load/generator.mjs';
import { corpusRequests, requestsFor, SECRET } from './load/requests.mjs';
import { CORPUS } from './payloads/corpus.mjs';

const values = commandLine({
  platform: { type: 'string', default: 'express,fastify' },
  endpoint: { type: 'string', default: 'orders' },
  mode: { type: 'string', default: 'ours' },
  top: { type: 'string', default: '25' },
  requests: { type: 'string', default: '20000' },
});

const count = between('requests', values.requests, 1, 1_000_000);
const isCorpus = values.endpoint === 'corpus';
const statuses = new Set(CORPUS.map(({ response }) => response.status));
/** @param {number} status */
const accepts = (status) => (isCorpus ? statuses.has(status) : status < 300);

await inSession(async ({ uri, env }) => {
  for (const platform of values.platform.split(',')) {
    const base = await profileOf(platform, 'base', uri, env);
    const mode = await profileOf(platform, values.mode, uri, env);
    print(platform, added(mode, base));
  }
});

/** @param {import('./harness/modes.mjs').BenchMode['request']} how */
function requestsOf(how) {
  return isCorpus
    ? CORPUS.flatMap((exchange) => corpusRequests(exchange, how).slice(0, 1))
    : requestsFor(values.endpoint, how);
}

/** @param {string} platform @param {string} name @param {string} uri @param {NodeJS.ProcessEnv} env */
async function profileOf(platform, name, uri, env) {
  const dbName = `bench-${randomUUID()}`;
  const server = await Server.start({ platform, mode: name, uri, dbName, secret: SECRET }, env);
  try {
    const requests = requestsOf(MODES.find((mode) => mode.name === name)?.request);
    say(`${platform} ${values.endpoint}: ${name} …`);
    await warmUp(server, requests, accepts);
    const before = await server.ask('usage');
    await server.ask('profile:start');
    const load = await pull(server.port, requests, { count, accepts });
    const after = await server.ask('usage');
    return selfTimes(await server.ask('profile:stop'), (after.cpu - before.cpu) / load.requests);
  } finally {
    await server.stop();
    await dropDatabase(uri, dbName);
  }
}

/** @param {string} platform @param {import('./harness/self-time.mjs').Entry[]} entries */
function print(platform, entries) {
  const total = entries.reduce((sum, { self }) => sum + self, 0);
  /** @type {Map<string, number>} */
  const owners = new Map();
  for (const { owner, self } of entries) owners.set(owner, (owners.get(owner) ?? 0) + self);
  /** @param {number} self */
  const share = (self) => `${self.toFixed(2)} | ${((100 * self) / total).toFixed(1)} %`;
  const lines = [
    `### ${platform} ${values.endpoint}: ${values.mode} spends ${total.toFixed(1)} µs of CPU on a request in what base does not do`,
    '',
    '| package | µs/request | share |',
    '| --- | --: | --: |',
    ...[...owners]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 12)
      .map(([owner, self]) => `| ${owner} | ${share(self)} |`),
    '',
    '| function | where | µs/request | share |',
    '| --- | --- | --: | --: |',
    ...entries
      .slice(0, between('top', values.top, 1, 1_000))
      .map(({ name, owner, place, self }) => `| \`${name}\` | ${owner} ${place} | ${share(self)} |`),
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
