import { expect, it } from 'vitest';
import { run } from '../run.js';

it.each([
  [['--uri', 'mongodb://localhost', '--from', 'yesterday'], 2, '--from must be a date or an ISO instant'],
  [['--uri', 'mongodb://localhost', '--to', 'soon'], 2, '--to must be a date or an ISO instant'],
  [['--uri', 'localhost'], 2, 'mongo'],
  [[], 2, 'verify needs --uri'],
  [['--since', '1d'], 2, "Unknown option '--since'"],
  [['extra', '--uri', 'mongodb://localhost'], 2, 'no positional arguments (got "extra")'],
] as const)('verify reports the problem with %j', async (args, code, message) => {
  const { exitCode, error } = await run(['verify', ...args], undefined, {});
  expect(exitCode).toBe(code);
  expect(error).toContain(message);
});
