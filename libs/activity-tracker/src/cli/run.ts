import { messageOf } from '../common/error-text.js';
import { CommandError } from './command-error.js';
import { type CommandResult, type Environment, parseCommandLine, type Result } from './command-line.js';
import { COMMANDS } from './commands.js';
import { USAGE } from './usage.js';

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
      exitCode:
        args[0] === 'verify' || (args[0] === 'archive' && (args[1] === 'verify' || args[1] === 'restore')) ? 2 : 1,
      output: '',
      error: `activity-tracker: ${messageOf(error)}\n`,
    };
  }
}

const LONG_COMMANDS: ReadonlySet<string> = new Set<keyof typeof COMMANDS>(['spool', 'archive']);

async function resultOf(
  args: readonly string[],
  say: (line: string) => void,
  environment: Environment,
): Promise<Result> {
  const { values, positionals } = parseCommandLine(args);
  if (values.help) return { output: USAGE };
  const [command, path, ...rest] = positionals;
  const most = LONG_COMMANDS.has(command ?? '') ? 1 : 0;
  if (rest.length > most) throw new CommandError(`${command} takes one path (got also "${rest[most]}").\n\n${USAGE}`);
  const run =
    command !== undefined && Object.hasOwn(COMMANDS, command) ? COMMANDS[command as keyof typeof COMMANDS] : undefined;
  if (run) return run({ path, rest, values, say, environment });
  throw new CommandError(`${command ? `there is no command "${command}"` : 'no command was given'}.\n\n${USAGE}`);
}
