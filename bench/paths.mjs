// Which bodies of the corpus are masked in one pass over their bytes, and why others are not: see --help.
import { commandLine } from './harness/command-line.mjs';
import { buildForBench, MODULES } from './harness/prepare.mjs';
import { recordBuilder } from './hostile/record-builder.mjs';
import { corpusPaths, isJson } from './paths/corpus-paths.mjs';
import { PathLog } from './paths/path-log.mjs';

const USAGE = `npm run bench -- paths
  The share of the corpus (bench/payloads) that is masked in one pass, and the cause for each body that is not.
  It counts bodies, so that other work on the machine changes nothing.`;

if (commandLine({ help: { type: 'boolean', default: false } }).help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

buildForBench();
const engine = new URL('../../json-mask/src/', MODULES);
const [{ JsonEngine }, flags] = await Promise.all([
  import(new URL('json-engine.js', engine).href),
  import(new URL('generated/flags.js', engine).href),
]);
const log = new PathLog(JsonEngine, flags);
const json = isJson(corpusPaths(await recordBuilder((session) => log.watched(session)), log));
const passed = json.filter(({ way }) => way === 'pass');
const bytesOf = (/** @type {typeof json} */ paths) => paths.reduce((sum, { bytes }) => sum + bytes, 0);
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
process.stdout.write(
  [
    `### ${passed.length} of ${json.length} JSON bodies of the corpus are masked in one pass (${percent(passed.length / json.length)}; of the bytes ${percent(bytesOf(passed) / bytesOf(json))})`,
    '',
    '| body | bytes | way | cause |',
    '| --- | --: | --- | --- |',
    ...json
      .filter(({ way }) => way !== 'pass')
      .map(({ name, part, bytes, way, cause }) => `| ${name}, ${part} | ${bytes} | ${way} | ${cause} |`),
    '',
  ].join('\n'),
);
