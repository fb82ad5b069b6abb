/** Ends the command with exit code 1 and the message, which names cause and remedy. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
