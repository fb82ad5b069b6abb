import type { Type } from '@nestjs/common';
import { parseArgs } from 'node:util';
import { CommandError } from './command-error.js';
import { toJson, toObjectLiteral } from './dictionary.js';
import { allHandlersOf, handlersOf } from './handlers.js';
import { rebuildStatistics } from './rebuild-statistics.js';
import { loadRootModule } from './root-module.js';
import { urlNames } from './url-names.js';
import { errorText } from '../common/error-text.js';

export const USAGE = `Usage: activity-tracker <command> [path of the built root module] [options]

The application is not started; doctor creates only the providers that its options need.

  activity-tracker url-names dist/app.module.js
      prints the application's handlers and GraphQL resolvers as a dictionary for history.eventNames
  activity-tracker doctor dist/app.module.js
      checks the options, the handler names in them, and their MongoDB: reachable, fit for records, indexes, retention,
      clock. Changes nothing. Exit code 0: no problem, 2: warnings, 1: errors
  activity-tracker doctor dist/app.module.js --token eyJhbGciOi…
      explains which user an access token identifies under these options, or why none. Exit codes as above
  activity-tracker doctor
      checks the MongoDB in MONGODB_URI, without an application
  activity-tracker rebuild-statistics --uri mongodb://localhost:27017/shop --from 2026-05-01
      recounts the statistics from the records, after an import or after another program wrote to the collection.
      The application may keep running
  activity-tracker verify --uri mongodb://localhost:27017/shop
      reads the log once and tells whether it is whole: which process lacks which record, and what explains it. Exit
      code 0: whole, 1: records are missing or wrong without an explanation, 2: the log was not verified
  activity-tracker geo-update --from dbip --to /var/lib/geo/countries.mmdb
      downloads a current country file, verifies it, and replaces the present one; a running application reads it
      within seconds. Without --to: replaces the file of this package
  activity-tracker spool list | verify | repair /var/lib/my-app/activity
      shows the files of buffer.spoolDirectory; verifies each record in them (exit code 1: some are damaged); moves what is
      damaged to quarantine, so that mongorestore reads the files. Never changes files of a running process
  activity-tracker spool replay /var/lib/my-app/activity --uri mongodb://localhost:27017/shop
      stores the records of processes that have ended, each once, and deletes their files
  activity-tracker retention dist/app.module.js --dry-run
      counts what the rules of storage.retention would remove now, rule by rule. Without --dry-run: removes it. Records under
      a legal hold stay
  activity-tracker archive --before 2026-01 --to /backup/activity --uri mongodb://localhost:27017/shop
      writes the days before that month to files, one for each day (NDJSON, gzip), with a manifest, and reads them back.
      --delete then deletes what is archived, unchanged and not under a legal hold. May be interrupted and started again
  activity-tracker archive open /backup/activity --from 2025-12-01 --to 2025-12-31
      verifies archived days and serves history and panel over them on this computer, from memory, or with --uri from a
      scratch collection, until Ctrl-C

  --export <class>      the module class, if the file exports several
  --uri <text>          connection string instead of MONGODB_URI
  --db <name>           database instead of the one in the connection string; rebuild-statistics and spool replay need one
  --collection <name>   collection instead of activity_logs
  --from, --to <date>   rebuild-statistics and verify: ISO date or instant, UTC. Default: everything
  --from <source>       geo-update: dbip (default), maxmind (with MAXMIND_ACCOUNT_ID and MAXMIND_LICENSE_KEY in the
                        environment), iptoasn, or the URL of an mmdb file, also as .gz or .tar.gz
  --to <file>           geo-update: file to replace
  --dry-run             retention: count only
  --before <date>       archive: month or day, UTC; only whole days before it
  --to <directory>      archive: where the files are written
  --delete              archive: delete what is archived and verified
  --from, --to <day>    archive open: first and last day. Default: all
  --port <number>       archive open: default: a free one
  --key-file <file>     verify: file with integrity.key, instead of ACTIVITY_TRACKER_KEY in the environment
  --checkpoints <file>  verify: checkpoints of integrity.anchor, one a line
  --file <file>         verify: an export in NDJSON with bodies, instead of a collection
  --sha256 <digits>     geo-update: checksum that the download must have; that of MaxMind is compared without it
  --token <text>        doctor: the access token to explain
  --json                JSON instead of text
  --help                this text
`;

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
      exitCode: args[0] === 'verify' ? 2 : 1,
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
  verify: async ({
    path,
    values: { uri, db, collection, from, to, json, checkpoints, file, 'key-file': keyFile },
    say,
    environment,
  }: CommandLine): Promise<Result> => {
    if (path) throw new CommandError(`verify takes no positional arguments (got "${path}").\n\n${USAGE}`);
    const { verify } = await import('./verify.js');
    const chain = { keyFile, key: environment.ACTIVITY_TRACKER_KEY, checkpoints, file };
    return verify({ uri: uri ?? environment.MONGODB_URI, database: db, collection, from, to, json, ...chain }, say);
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
    const { uri = environment.MONGODB_URI, db: database, collection, before, from, to, port } = values;
    if (path === 'open') {
      const { serveArchive } = await import('./retention/open-archive.js');
      return { output: await serveArchive({ directory: rest[0], from, to, port, uri: values.uri, database }, say) };
    }
    if (path) throw new CommandError(`archive takes open, or options only (got "${path}").\n\n${USAGE}`);
    const { archive } = await import('./retention/archive.js');
    return {
      output: await archive({ before, to, isDeleting: values.delete === true, uri, database, collection }, say),
    };
  },
} as const;

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
