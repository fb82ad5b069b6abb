import { parseArgs } from 'node:util';
import { CommandError } from './command-error.js';
import { USAGE } from './usage.js';

export interface CommandResult {
  exitCode: 0 | 1 | 2;
  output: string;
  error: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Values = ReturnType<typeof parseCommandLine>['values'];
/** Exit code 0 and no error unless it says so. */
export type Result = Pick<CommandResult, 'output'> & Partial<CommandResult>;

export interface CommandLine {
  path: string | undefined;
  rest: readonly string[];
  values: Values;
  say: (line: string) => void;
  environment: Environment;
}

/** @throws CommandError for an option that is unknown */
export function parseCommandLine(args: readonly string[]) {
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
    'numbers-only': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    before: { type: 'string' },
    after: { type: 'string' },
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
