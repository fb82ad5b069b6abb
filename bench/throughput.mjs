// How fast records reach the store, against insertMany alone; and what is held while the store is away.
// node bench/throughput.mjs [--rounds 5] [--seconds 3] [--platform fastify]
import { parseArgs } from 'node:util';
import { heading } from './harness/report.mjs';
import { inSession } from './harness/session.mjs';
import { outageTable } from './harness/outage.mjs';
import { deliveryTable } from './harness/delivery.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    platform: { type: 'string', default: 'fastify' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

await inSession(async ({ uri, version }) => {
  print(heading(version));
  print(await deliveryTable({ uri, rounds, seconds }));
  print(await outageTable({ platform: values.platform, seconds: seconds * 2 }));
});

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n\n`);
}
