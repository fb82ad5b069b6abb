import { setTimeout as wait } from 'node:timers/promises';
import { pull } from '../load/generator.mjs';
import { requestsFor, SECRET } from '../load/requests.mjs';
import { mebibytes } from './numbers.mjs';
import { say } from './prepare.mjs';
import { Server } from './server.mjs';

const MAX_BYTES = 64 * 1024 * 1024;
/** Port 1 of this machine, on which no server listens. */
const UNREACHABLE = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500';
const LOOKS = 5;
/** Held memory may still waver by this much once the buffer is full. */
const FLAT = 1.1;

/**
 * Full load while the store is away: fills the buffer, then goes on, and looks at what is held.
 * @param {{ platform: string, seconds: number }} options
 */
export async function outageTable({ platform, seconds }) {
  const requests = requestsFor('orders');
  const server = await Server.start({ platform, mode: 'ours', uri: UNREACHABLE, dbName: 'away', secret: SECRET });
  try {
    say(`${platform}: filling the buffer while the store is away …`);
    const empty = await server.ask('memory');
    for (let tries = 0; tries < 60; tries++) {
      await pull(server.port, requests, { seconds: 1 });
      if ((await server.ask('memory')).facts.dropped > 0) break;
    }
    const looks = [];
    for (let look = 0; look < LOOKS; look++) {
      const { perSecond } = await pull(server.port, requests, { seconds: seconds / LOOKS });
      await wait(50);
      looks.push({ perSecond, ...(await server.ask('memory')) });
    }
    const [first, last] = [looks[0], looks.at(-1)];
    const heaps = looks.map(({ heap }) => heap);
    const flat = Math.max(...heaps) / Math.min(...heaps) <= FLAT && last?.facts.waitingBytes <= MAX_BYTES;
    return [
      `| store away at full load, ${platform} | requests/s | waiting | accounted MiB | dropped | heap MiB | RSS MiB |`,
      '| --- | --: | --: | --: | --: | --: | --: |',
      `| before | | 0 | 0 | 0 | ${mebibytes(empty.heap)} | ${mebibytes(empty.rss)} |`,
      ...looks.map(
        ({ perSecond, heap, rss, facts }, index) =>
          `| full, look ${index + 1} | ${Math.round(perSecond)} | ${facts.waiting} | ${mebibytes(facts.waitingBytes)} | ${facts.dropped} | ${mebibytes(heap)} | ${mebibytes(rss)} |`,
      ),
      '',
      `Flat at \`buffer.maxBytes\` (${mebibytes(MAX_BYTES)} MiB): ${flat ? 'met' : 'MISSED'}. One accounted byte takes ` +
        `${((first?.heap - empty.heap) / first?.facts.waitingBytes).toFixed(2)} bytes of heap.`,
    ].join('\n');
  } finally {
    await server.stop();
  }
}
