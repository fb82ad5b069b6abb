import { ENDPOINTS } from '../load/requests.mjs';
import { between, commandLine, oneOf } from './command-line.mjs';
import { MODES } from './modes.mjs';

export const PLATFORMS = ['express', 'fastify'];
export const CORPUS = 'corpus';
const ENDPOINTS_AND_CORPUS = [CORPUS, ...Object.keys(ENDPOINTS)];
const CORPUS_MODES = ['base', 'interceptor', 'ours', 'pino', 'pino-body'];
const QUICK_MODES = ['base', 'ours', 'pino-body'];

const USAGE = `npm run bench -- [options]
       npm run bench -- hostile [options]: the worst exchanges that a caller can send; see its --help
       npm run bench -- paths: the share of the corpus that is masked in one pass
  --only a,b           modes: ${MODES.map(({ name }) => name).join(', ')}; base always runs; of the corpus, when not
                       given, ${CORPUS_MODES.join(', ')}
  --platform NAME      ${PLATFORMS.join(' or ')}; both when not given
  --endpoint a,b       ${ENDPOINTS_AND_CORPUS.join(', ')}; corpus when not given, "all" for all
  --rounds N           how often each mode has its turn (20; corpus: 3)
  --seconds S          about how long base takes for the requests of one turn (0.2); corpus: each mode for each exchange
  --fresh              a new process for every turn, not one for all rounds; always so for the corpus
  --quick              few rounds of few requests: does it run at all? Also: npm run bench:quick
npm run bench -- readers: what an ordinary request waits while administrators ask`;

/**
 * @typedef {object} BenchOptions
 * @property {string[]} modes
 * @property {{ modes: string[], rounds: number, seconds: number }} corpus
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
      endpoint: { type: 'string', default: CORPUS },
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
  const modes = names.filter(
    (name) => !values.only || name === 'base' || oneOf('only', values.only, names).includes(name),
  );
  const few = values.quick ? QUICK_MODES : CORPUS_MODES;
  return {
    modes,
    corpus: {
      modes: values.only ? modes : few,
      rounds: between('rounds', values.rounds ?? (values.quick ? '1' : '3'), 1, 1_000),
      seconds: between('seconds', values.seconds ?? (values.quick ? '0.02' : '0.2'), 0.01, 60),
    },
    platforms: oneOf('platform', values.platform ?? PLATFORMS.join(), PLATFORMS),
    endpoints: oneOf(
      'endpoint',
      values.endpoint === 'all' ? ENDPOINTS_AND_CORPUS.join() : values.endpoint,
      ENDPOINTS_AND_CORPUS,
    ),
    rounds: between('rounds', values.rounds ?? (values.quick ? '2' : '20'), 1, 1_000),
    seconds: between('seconds', values.seconds ?? (values.quick ? '0.1' : '0.2'), 0.01, 60),
    fresh: values.fresh,
  };
}
