import { randomUUID } from 'node:crypto';
import { pull } from '../load/generator.mjs';
import { requestsFor, SECRET } from '../load/requests.mjs';
import { say } from './prepare.mjs';
import { Server } from './server.mjs';
import { median, spread } from './statistics.mjs';
import { dropDatabase } from './store.mjs';

const TARGET = 0.8;
const PATTERNS = 200;

/**
 * In turns, from one process, into collections with the same indexes.
 * @param {{ uri: string, rounds: number, seconds: number }} options
 */
export async function deliveryTable({ uri, rounds, seconds }) {
  const dbName = `bench-${randomUUID()}`;
  const server = await Server.start({ platform: 'fastify', mode: 'ours', uri, dbName, secret: SECRET });
  try {
    await pull(server.port, requestsFor('orders'), { count: PATTERNS });
    await server.ask('usage');
    await server.ask('delivery:prepare');
    /** @type {Record<'raw' | 'ours', { perSecond: number, cpu: number }[]>} */
    const delivered = { raw: [], ours: [] };
    await server.ask(`delivery:raw ${seconds}`);
    await server.ask(`delivery:ours ${seconds}`);
    for (let round = 0; round < rounds; round++) {
      say(`delivery: round ${round + 1} of ${rounds}`);
      for (const way of round % 2 ? /** @type {const} */ (['ours', 'raw']) : /** @type {const} */ (['raw', 'ours']))
        delivered[way].push(await server.ask(`delivery:${way} ${seconds}`));
    }
    const ratios = delivered.ours.map((own, round) => own.perSecond / (delivered.raw[round]?.perSecond ?? Number.NaN));
    /** @param {'raw' | 'ours'} way */
    const figures = (way) =>
      `${spread(
        delivered[way].map(({ perSecond }) => perSecond),
        0,
      )} | ${spread(delivered[way].map(({ cpu }) => cpu))}`;
    return [
      '| orders records, sustained, median (least–most) | stored per second | CPU µs per record of the Node process |',
      '| --- | --: | --: |',
      `| \`insertMany\` alone, 1,000 at a time | ${figures('raw')} |`,
      `| buffer and store of the library | ${figures('ours')} |`,
      `| ratio, round by round; target at least ${TARGET} | ${spread(ratios, 2)} ${median(ratios) >= TARGET ? 'met' : 'MISSED'} | |`,
    ].join('\n');
  } finally {
    await server.stop();
    await dropDatabase(uri, dbName);
  }
}
