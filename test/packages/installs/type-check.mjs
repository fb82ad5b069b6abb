// With the declarations of all packages (`skipLibCheck: false`); `skipLibCheck: true` only leaves errors out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, run } from './processes.mjs';

const OURS = 'nestjs-activity-tracker';
const STRICT = {
  target: 'ES2022',
  lib: ['ES2022'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  noEmitOnError: false,
  rootDir: 'src',
  outDir: 'dist',
};

/** @typedef {{ typescript: string, resolution: string, module: string, nest: string }} Check */

/**
 * What each kind of app is checked with, next to the compilation that it boots from.
 * @param {import('./combinations.mjs').Combination} combination
 */
export function resolutionsFor({ nest, module }) {
  if (module === 'ESM') return ['nodenext', 'node16'];
  return nest === '12' ? ['nodenext', 'node10'] : ['nodenext', 'node16', 'node10'];
}

/**
 * An app that could not import its packages is reduced to the part with Nest 11 and the library.
 * @param {import('./combinations.mjs').Combination} combination
 * @param {string} resolution
 */
function filesFor({ module, platform, peers }, resolution) {
  const isPart = module === 'CommonJS' && peers === 'newest' && resolution === 'node16';
  return [isPart ? 'src/orders.controller.ts' : `src/main.${platform}.ts`];
}

export const NOT_CHECKED = [
  'CommonJS on Nest 12 under node16: Nest 12 is ES modules only, and under node16 TypeScript lets no CommonJS file import ' +
    'those (TS1479), the app’s own imports of Nest first; nodenext does, as Node does.',
  'CommonJS on Nest 11 under node16 with the newest peers, whole: @nestjs/event-emitter, jwt and schedule 12 are ES modules ' +
    'only, so an app that imports one of them does not compile (TS1479). What imports none of them is checked.',
];

/**
 * @param {import('./host.mjs').Host} host
 * @param {import('./toolbox.mjs').Tools} tools
 * @param {{ typescript: string, resolution: string, emit?: boolean, skipLibCheck?: boolean }} how
 */
export async function typeCheck({ folder, combination, notes }, tools, how) {
  const { typescript, resolution, emit = false, skipLibCheck = false } = how;
  const file = `tsconfig.${typescript}.${resolution}.json`;
  const compilerOptions = { ...STRICT, ...resolving(resolution, typescript), skipLibCheck, noEmit: !emit };
  const files = filesFor(combination, resolution);
  writeFileSync(join(folder, file), JSON.stringify({ compilerOptions, files }, undefined, 2));
  const command = [...tools.tsc(typescript), '-p', file, '--pretty', 'false'];
  const ended = await run(command, { cwd: folder });
  const errors = ended.output.split('\n').filter((line) => /\berror TS\d+:/.test(line));
  if (ended.code !== 0 && errors.length === 0)
    throw new CommandError(`ended with ${ended.code}`, { command, cwd: folder, ...ended });
  const others = errors.map(packageOf).filter((name) => name !== '' && name !== OURS);
  if (others.length < errors.length)
    throw new CommandError('the app or the declarations of the package do not compile', {
      command,
      cwd: folder,
      output: errors.filter((line) => ['', OURS].includes(packageOf(line))).join('\n'),
    });
  if (others.length > 0)
    notes.push(
      `TypeScript ${typescript}, ${resolution}, skipLibCheck false: declarations of ${[...new Set(others)].join(', ')} do not compile`,
    );
}

/** @param {string} resolution @param {string} typescript */
function resolving(resolution, typescript) {
  if (resolution !== 'node10') return { module: resolution, moduleResolution: resolution };
  // TypeScript 6 still has it, and wants to hear that this is known to be on its way out.
  const deprecated = typescript.startsWith('6') ? { ignoreDeprecations: '6.0' } : {};
  return { module: 'commonjs', moduleResolution: 'node10', ...deprecated };
}

/** The package whose file a diagnostic names; empty for the app and for the configuration. @param {string} diagnostic */
function packageOf(diagnostic) {
  const [, name = ''] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/[^:]*\(\d+,\d+\): error/.exec(diagnostic) ?? [];
  return name;
}
