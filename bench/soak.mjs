// One app under a steady rate for long: memory, descriptors, and whether everything that was accepted was stored.
// node bench/soak.mjs [--minutes 60] [--rate 200] [--platform fastify]
import { between, commandLine, oneOf } from './harness/command-line.mjs';
import { PLATFORMS } from './harness/options.mjs';
import { heading } from './harness/report.mjs';
import { inSession } from './harness/session.mjs';
import { soak } from './harness/soak.mjs';

/** Below this a connection comes to its turn so seldom that Express, after five seconds, has closed it. */
const LOWEST_RATE = 20;
/** The users' tokens hold for two hours. */
const LONGEST_MINUTES = 115;
/** What is left for building, starting and counting. */
const AROUND_MINUTES = 10;

const values = commandLine({
  minutes: { type: 'string', default: '60' },
  rate: { type: 'string', default: '200' },
  platform: { type: 'string', default: 'fastify' },
});
const minutes = between('minutes', values.minutes, 5, LONGEST_MINUTES);
const rate = between('rate', values.rate, LOWEST_RATE, 10_000);
const [platform = ''] = oneOf('platform', values.platform, PLATFORMS);

await inSession(async ({ uri, version }) => {
  print(`${heading(version)}\n`);
  print(`### ${platform}: ${rate} requests a second for ${minutes} minutes`);
  await soak({ uri, platform, rate, minutes, print });
}, minutes + AROUND_MINUTES);

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}
