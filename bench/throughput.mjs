// How fast records reach the store, against insertMany alone; and what is held while the store is away.
// node bench/throughput.mjs [--rounds 5] [--seconds 3] [--platform fastify]
import { between, commandLine, oneOf } from './harness/command-line.mjs';
import { heading } from './harness/report.mjs';
import { PLATFORMS } from './harness/options.mjs';
import { inSession } from './harness/session.mjs';
import { outageTable } from './harness/outage.mjs';
import { deliveryTable } from './harness/delivery.mjs';

const values = commandLine({
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '3' },
  platform: { type: 'string', default: 'fastify' },
});
const rounds = between('rounds', values.rounds, 1, 1_000);
const seconds = between('seconds', values.seconds, 0.1, 600);
const [platform = ''] = oneOf('platform', values.platform, PLATFORMS);

await inSession(async ({ uri, version }) => {
  print(heading(version));
  print(await deliveryTable({ uri, rounds, seconds }));
  print(await outageTable({ platform, seconds: seconds * 2 }));
});

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n\n`);
}
