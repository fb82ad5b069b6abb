// CPU that the tracker adds to the sample shop's `POST /orders`: with it and without, in turn, in one run.
// node bench/sample-orders.mjs [--rounds 15] [--requests 1500]
import { fork, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../scripts/ensure-installed.mjs';
import { between, commandLine } from './harness/command-line.mjs';
import { pinLoad, PINNING, SERVER_COMMAND } from './harness/cpus.mjs';
import { differences, median, signedSpread, spread } from './harness/statistics.mjs';
import { dropDatabase, startStore } from './harness/store.mjs';
import { pull } from './load/generator.mjs';

const values = commandLine({
  rounds: { type: 'string', default: '15' },
  requests: { type: 'string', default: '1500' },
});
const rounds = between('rounds', values.rounds, 1, 1_000);
const count = between('requests', values.requests, 1, 1_000_000);
const MODES = ['base', 'ours', 'base#2'];
const SERVER = fileURLToPath(new URL('sample-server.mjs', import.meta.url));
const ORDER = JSON.stringify({
  items: [1, 2, 3].map((product_id) => ({ product_id, quantity: product_id })),
  card: { number: '4111111111111111', cvv: '123' },
  note: 'leave it at the door',
});

const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(1);
pinLoad();
const store = await startStore();
console.log(`Node ${process.version}, mongod ${store.version}; ${PINNING}; load average ${loadavg()[0]?.toFixed(1)}\n`);
try {
  for (const platform of ['express', 'fastify']) await measure(platform);
} finally {
  await store.stop();
}

/** @param {string} platform */
async function measure(platform) {
  const dbName = `bench-${randomUUID()}`;
  /** @type {Record<string, Awaited<ReturnType<typeof start>>>} */
  const servers = {};
  /** @type {Record<string, number[]>} */
  const cpu = {};
  try {
    for (const mode of MODES) {
      servers[mode] = await start(platform, mode, dbName);
      cpu[mode] = [];
      await pull(servers[mode].port, servers[mode].requests, { count: 5_000 });
    }
    for (let round = 0; round < rounds; round++) {
      // Each round begins with another, so that none is always first.
      for (let turn = 0; turn < MODES.length; turn++) {
        const mode = /** @type {string} */ (MODES[(round + turn) % MODES.length]);
        const { port, requests, usage } = /** @type {NonNullable<typeof servers[string]>} */ (servers[mode]);
        const before = await usage();
        await pull(port, requests, { count });
        cpu[mode]?.push((await usage()) / count - before / count);
      }
    }
  } finally {
    for (const { stop } of Object.values(servers)) await stop();
    await dropDatabase(store.uri, dbName);
  }
  const base = cpu.base ?? [];
  console.log(`### sample POST /orders on ${platform}: ${rounds} rounds of ${count} requests`);
  console.log('| mode | CPU µs/request | Δ µs to base, round by round | × base |\n| --- | --: | --: | --: |');
  for (const mode of MODES) {
    const own = cpu[mode] ?? [];
    const delta = mode === 'base' ? '–' : signedSpread(differences(own, base));
    console.log(`| ${mode} | ${spread(own)} | ${delta} | ${(median(own) / median(base)).toFixed(2)} |`);
  }
  console.log('');
}

/** @param {string} platform @param {string} mode @param {string} dbName */
async function start(platform, mode, dbName) {
  const child = fork(SERVER, [JSON.stringify({ platform, mode })], {
    ...SERVER_COMMAND,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', MONGODB_URI: store.uri, SAMPLE_DB: dbName },
  });
  const died = () => {
    console.error(`${platform} ${mode} ended by itself, see above`);
    process.exit(1);
  };
  child.once('exit', died);
  const [{ url }] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  const login = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'buyer1@shop.example', password: 'buyer1-demo-password' }),
  });
  const { access } = /** @type {{ access: string }} */ (await login.json());
  const { port, host } = new URL(url);
  const head = [
    'POST /orders HTTP/1.1',
    `host: ${host}`,
    'user-agent: bench',
    `authorization: Bearer ${access}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(ORDER)}`,
  ];
  return {
    port: Number(port),
    requests: [Buffer.from(`${head.join('\r\n')}\r\n\r\n${ORDER}`)],
    /** Microseconds of CPU so far. */
    usage: async () => {
      child.send('usage');
      const [{ cpu }] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
      return Number(cpu);
    },
    stop: async () => {
      child.off('exit', died);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
