import { ENDPOINTS } from '../load/requests.mjs';
import { between, commandLine, oneOf } from './command-line.mjs';
import { MODES } from './modes.mjs';

export const PLATFORMS = ['express', 'fastify'];

const USAGE = `npm run bench -- [options]
       npm run bench -- hostile [options]: the worst exchanges that a caller can send; see its --help
  --only a,b           modes: ${MODES.map(({ name }) => name).join(', ')}; base always runs
  --platform NAME      ${PLATFORMS.join(' or ')}; both when not given
  --endpoint a,b       ${Object.keys(ENDPOINTS).join(', ')}; orders when not given, "all" for all
  --rounds N           how often each mode has its turn (20)
  --seconds S          about how long base takes for the requests of one turn (0.2)
  --fresh              a new process for every turn, not one for all rounds
  --quick              2 rounds of 0.1 seconds: does it run at all?
npm run bench -- readers: what an ordinary request waits while administrators ask`;

/**
 * @typedef {object} BenchOptions
 * @property {string[]} modes
 * @property {string[]} platforms
 * @property {string[]} endpoints
 * @property {number} rounds
 * @property {number} seconds
 * @property {boolean} fresh
 */

/** @param {string[]} args @returns {BenchOptions} */
export function optionsOf(args) {
  const values = commandLine(
    {
      only: { type: 'string' },
      platform: { type: 'string' },
      endpoint: { type: 'string', default: 'orders' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    args,
  );
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const names = MODES.map(({ name }) => name);
  return {
    modes: names.filter((name) => !values.only || name === 'base' || oneOf('only', values.only, names).includes(name)),
    platforms: oneOf('platform', values.platform ?? PLATFORMS.join(), PLATFORMS),
    endpoints: oneOf(
      'endpoint',
      values.endpoint === 'all' ? Object.keys(ENDPOINTS).join() : values.endpoint,
      Object.keys(ENDPOINTS),
    ),
    rounds: between('rounds', values.rounds ?? (values.quick ? '2' : '20'), 1, 1_000),
    seconds: between('seconds', values.seconds ?? (values.quick ? '0.1' : '0.2'), 0.01, 60),
    fresh: values.fresh,
  };
}
