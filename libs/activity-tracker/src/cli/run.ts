import { parseArgs } from 'node:util';
import { CommandError } from './command-error.js';
import { toJson, toObjectLiteral } from './dictionary.js';
import { handlersOf } from './handlers.js';
import { loadRootModule } from './root-module.js';
import { urlNames } from './url-names.js';

export const USAGE = `Usage: activity-tracker url-names <path of the built root module> [--export <class>] [--json]

Prints a dictionary of the application's handlers, to paste into history.eventNames. Nothing of the application is started.

  activity-tracker url-names dist/app.module.js
  activity-tracker url-names dist/app.module.js --export ShopModule --json

  --export <class>  the module class, where the file exports several
  --json            JSON in place of a TypeScript object
  --help            this text
`;

/** What a command line program leaves behind. */
export interface CommandResult {
  exitCode: 0 | 1;
  output: string;
  error: string;
}

/** Runs one command line; never throws. */
export async function run(args: readonly string[]): Promise<CommandResult> {
  try {
    return { exitCode: 0, output: await outputOf(args), error: '' };
  } catch (error) {
    return {
      exitCode: 1,
      output: '',
      error: `activity-tracker: ${error instanceof Error ? error.message : String(error)}\n`,
    };
  }
}

async function outputOf(args: readonly string[]): Promise<string> {
  const { values, positionals } = parsed(args);
  if (values.help) return USAGE;
  const [command, path, ...rest] = positionals;
  if (command !== 'url-names') {
    throw new CommandError(`${command ? `there is no command "${command}"` : 'no command was given'}.\n\n${USAGE}`);
  }
  if (!path) throw new CommandError(`url-names needs the path of the built root module.\n\n${USAGE}`);
  if (rest.length > 0) throw new CommandError(`url-names takes one path, and "${rest[0]}" is one more.\n\n${USAGE}`);

  const root = await loadRootModule(path, values.export);
  const dictionary = urlNames(await handlersOf(root));
  return values.json ? toJson(dictionary) : toObjectLiteral(dictionary);
}

function parsed(args: readonly string[]) {
  const options = {
    export: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
