/** Ends the command with exit code 1 and its message, which names the cause and the remedy. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
