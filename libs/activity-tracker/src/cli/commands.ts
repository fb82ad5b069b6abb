import type { Type } from '@nestjs/common';
import { allHandlersOf, handlersOf } from './application/handlers.js';
import { loadRootModule } from './application/root-module.js';
import { CommandError } from './command-error.js';
import type { CommandLine, Environment, Result, Values } from './command-line.js';
import { toJson, toObjectLiteral } from './dictionary.js';
import { rebuildStatistics } from './rebuild-statistics.js';
import { urlNames } from './url-names.js';
import { USAGE } from './usage.js';

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
    const { spool } = await import('./spool.js');
    const { directory, options } = await spoolOf(rest[0], values);
    const { uri = options?.mongo?.uri ?? environment.MONGODB_URI, db, collection, json } = values;
    const { dbName: database = db, collectionName = collection } = options?.mongo ?? {};
    return spool({ action: path, directory, uri, database, collection: collectionName, json }, say);
  },
  retention: async ({ path, values, say }: CommandLine): Promise<Result> => {
    if (!path)
      throw new CommandError(`retention needs the path of the built root module, whose rules it reads.\n\n${USAGE}`);
    const options = await optionsOf(await loadRootModule(path, values.export), values);
    const { retention } = await import('./retention/retention.js');
    return { output: await retention(options, { isDryRun: values['dry-run'] === true, json: values.json }, say) };
  },
  'mask-existing': async ({ path, values, say }: CommandLine): Promise<Result> => {
    if (!path)
      throw new CommandError(
        `mask-existing needs the path of the built root module, whose masking options it reads.\n\n${USAGE}`,
      );
    const options = await optionsOf(await loadRootModule(path, values.export), values);
    const { from, to, after, json } = values;
    const { maskExisting } = await import('./mask/mask-existing.js');
    return maskExisting(options, { isDryRun: values['dry-run'] === true, from, to, after, json }, say);
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
    if (path === 'restore') {
      const { restoreArchived } = await import('./retention/restore-archive.js');
      const isDryRun = values['dry-run'] === true;
      return restoreArchived({ directory, from, to, json, isDryRun, uri, database, collection, ...chain }, say);
    }
    if (path)
      throw new CommandError(`archive takes open, verify, restore, or options only (got "${path}").\n\n${USAGE}`);
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
  numbersOnly: given['numbers-only'],
});

async function spoolOf(given: string | undefined, values: Values) {
  if (given === undefined || !/\.[cm]?js$/.test(given)) return { directory: given, options: undefined };
  const options = await optionsOf(await loadRootModule(given, values.export), values);
  const directory = options.buffer?.spoolDirectory;
  if (directory === undefined)
    throw new CommandError(`the options of ${given} have no buffer.spoolDirectory: name the directory itself.`);
  return { directory, options };
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
  const { givenOptions } = await import('./application/given-options.js');
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
