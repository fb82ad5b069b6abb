import type { Type } from '@nestjs/common';
import { parseArgs } from 'node:util';
import { CommandError } from './command-error.js';
import { toJson, toObjectLiteral } from './dictionary.js';
import { allHandlersOf, handlersOf } from './handlers.js';
import { rebuildStatistics } from './rebuild-statistics.js';
import { loadRootModule } from './root-module.js';
import { urlNames } from './url-names.js';
import { USAGE } from './usage.js';
import { errorText } from '../common/error-text.js';

export interface CommandResult {
  exitCode: 0 | 1 | 2;
  output: string;
  error: string;
}

/** Never throws. @param say receives the progress of a long command */
export async function run(
  args: readonly string[],
  say: (line: string) => void = () => {},
  environment: Environment = process.env,
): Promise<CommandResult> {
  try {
    return { exitCode: 0, error: '', ...(await resultOf(args, say, environment)) };
  } catch (error) {
    return {
      // For verify 1 says that records are missing: a wrong command line must not look like it.
      exitCode: args[0] === 'verify' || (args[0] === 'archive' && args[1] === 'verify') ? 2 : 1,
      output: '',
      error: `activity-tracker: ${errorText(error)}\n`,
    };
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Values = ReturnType<typeof parsed>['values'];
type Result = Pick<CommandResult, 'output'> & Partial<CommandResult>;

interface CommandLine {
  path: string | undefined;
  rest: readonly string[];
  values: Values;
  say: (line: string) => void;
  environment: Environment;
}

export const COMMANDS = {
  'url-names': async ({ path, values }: CommandLine): Promise<Result> => ({ output: await dictionary(path, values) }),
  doctor: ({ path, values, environment }: CommandLine): Promise<Result> => diagnosis(path, values, environment),
  'rebuild-statistics': async ({ path, values, say, environment }: CommandLine): Promise<Result> => ({
    output: await rebuilt(path, values, say, environment),
  }),
  'geo-update': async ({ path, values: { from, to, sha256 }, say, environment }: CommandLine): Promise<Result> => {
    if (path) throw new CommandError(`geo-update takes no positional arguments (got "${path}").\n\n${USAGE}`);
    const { geoUpdate } = await import('./geo/geo-update.js');
    return { output: await geoUpdate({ from, to, sha256 }, say, environment) };
  },
  verify: async ({ path, values, say, environment }: CommandLine): Promise<Result> => {
    if (path) throw new CommandError(`verify takes no positional arguments (got "${path}").\n\n${USAGE}`);
    const { verify } = await import('./verify/verify.js');
    const { uri = environment.MONGODB_URI, db: database, collection, from, to, json, file, complete } = values;
    const chain = chainArguments(values, environment);
    return verify({ uri, database, collection, from, to, json, file, complete, ...chain }, say);
  },
  spool: async ({ path, rest, values, say, environment }: CommandLine): Promise<Result> => {
    const { uri = environment.MONGODB_URI, db, collection, json } = values;
    const { spool } = await import('./spool.js');
    return spool({ action: path, directory: rest[0], uri, database: db, collection, json }, say);
  },
  retention: async ({ path, values, say }: CommandLine): Promise<Result> => {
    if (!path)
      throw new CommandError(`retention needs the path of the built root module, whose rules it reads.\n\n${USAGE}`);
    const options = await optionsOf(await loadRootModule(path, values.export), values);
    const { retention } = await import('./retention/retention.js');
    return { output: await retention(options, { isDryRun: values['dry-run'] === true, json: values.json }, say) };
  },
  archive: async ({ path, rest, values, say, environment }: CommandLine): Promise<Result> => {
    const { uri = environment.MONGODB_URI, db: database, collection, before, from, to, port, json } = values;
    const chain = chainArguments(values, environment);
    const directory = rest[0];
    if (path === 'open') {
      const { serveArchive } = await import('./retention/open-archive.js');
      return { output: await serveArchive({ directory, from, to, port, uri: values.uri, database, ...chain }, say) };
    }
    if (path === 'verify') {
      const { verifyArchive } = await import('./retention/verify-archive.js');
      return verifyArchive({ directory, from, to, json, ...chain }, say);
    }
    if (path) throw new CommandError(`archive takes open, verify, or options only (got "${path}").\n\n${USAGE}`);
    const { archive } = await import('./retention/archive.js');
    const isDeleting = values.delete === true;
    return { output: await archive({ before, to, isDeleting, uri, database, collection, ...chain }, say) };
  },
} as const;

const chainArguments = (given: Values, environment: Environment) => ({
  keyFile: given['key-file'],
  key: environment.ACTIVITY_TRACKER_KEY,
  checkpoints: given.checkpoints,
  allChained: given['all-chained'],
});

const LONG_COMMANDS: ReadonlySet<string> = new Set<keyof typeof COMMANDS>(['spool', 'archive']);

async function resultOf(
  args: readonly string[],
  say: (line: string) => void,
  environment: Environment,
): Promise<Result> {
  const { values, positionals } = parsed(args);
  if (values.help) return { output: USAGE };
  const [command, path, ...rest] = positionals;
  const most = LONG_COMMANDS.has(command ?? '') ? 1 : 0;
  if (rest.length > most) throw new CommandError(`${command} takes one path (got also "${rest[most]}").\n\n${USAGE}`);
  const run =
    command !== undefined && Object.hasOwn(COMMANDS, command) ? COMMANDS[command as keyof typeof COMMANDS] : undefined;
  if (run) return run({ path, rest, values, say, environment });
  throw new CommandError(`${command ? `there is no command "${command}"` : 'no command was given'}.\n\n${USAGE}`);
}

async function dictionary(path: string | undefined, values: Values): Promise<string> {
  if (!path) throw new CommandError(`url-names needs the path of the built root module.\n\n${USAGE}`);
  const root = await loadRootModule(path, values.export);
  const names = urlNames(await handlersOf(root));
  return values.json ? toJson(names) : toObjectLiteral(names);
}

async function rebuilt(
  path: string | undefined,
  { db, ...values }: Values,
  say: (line: string) => void,
  { MONGODB_URI }: Environment,
): Promise<string> {
  if (path) throw new CommandError(`rebuild-statistics takes no positional arguments (got "${path}").\n\n${USAGE}`);
  return rebuildStatistics({ ...values, database: db, uri: values.uri ?? MONGODB_URI }, say);
}

async function diagnosis(path: string | undefined, values: Values, { MONGODB_URI }: Environment): Promise<Result> {
  // Loaded on demand: the other command needs neither options nor a driver.
  const { asLines, examine, examineToken, exitCodeOf } = await import('./doctor.js');
  if (values.token !== undefined && !path)
    throw new CommandError(
      `doctor --token needs the path of the built root module, whose options it reads.\n\n${USAGE}`,
    );
  const root = path ? await loadRootModule(path, values.export) : undefined;
  const options = root ? await optionsOf(root, values) : optionsFor(values, MONGODB_URI);
  const findings = await (values.token === undefined
    ? examine(options, root && (await allHandlersOf(root)))
    : examineToken(options, values.token));
  return {
    exitCode: exitCodeOf(findings),
    output: values.json ? `${JSON.stringify(findings, undefined, 2)}\n` : asLines(findings),
  };
}

async function optionsOf(root: Type<unknown>, { uri, db, collection }: Values) {
  const { givenOptions } = await import('./given-options.js');
  const options = await givenOptions(root);
  if (uri === undefined && db === undefined && collection === undefined) return options;
  const { connectionName, ...mongo } = options.mongo ?? {};
  return {
    ...options,
    mongo: {
      ...(uri === undefined ? { ...mongo, connectionName } : { ...mongo, uri }),
      ...(db !== undefined && { dbName: db }),
      ...(collection !== undefined && { collectionName: collection }),
    },
  };
}

function optionsFor({ uri, db, collection }: Values, fallback: string | undefined) {
  const connection = uri ?? fallback;
  if (!connection) {
    throw new CommandError(
      `doctor needs the path of the built root module, or a connection string: --uri, or MONGODB_URI.\n\n${USAGE}`,
    );
  }
  return { database: true, mongo: { uri: connection, dbName: db, collectionName: collection } };
}

function parsed(args: readonly string[]) {
  const options = {
    export: { type: 'string' },
    uri: { type: 'string' },
    db: { type: 'string' },
    collection: { type: 'string' },
    token: { type: 'string' },
    json: { type: 'boolean' },
    from: { type: 'string' },
    to: { type: 'string' },
    sha256: { type: 'string' },
    'key-file': { type: 'string' },
    checkpoints: { type: 'string' },
    file: { type: 'string' },
    complete: { type: 'boolean' },
    'all-chained': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    before: { type: 'string' },
    delete: { type: 'boolean' },
    port: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
