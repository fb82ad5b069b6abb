import { installCommand } from './install-command.js';

/**
 * Call it in the `catch` of an `import()` with a literal name: bundlers accept a missing package only inside `try`.
 * @param user option or entry that needs the package
 */
export function missingPeer(error: unknown, name: string, user: string): unknown {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  // A missing dependency of the package must be reported by its own error.
  const isMissing =
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    (message.includes(`'${name}'`) || message.includes(`"${name}"`));
  if (!isMissing) return error;
  return new Error(`${user} needs the package ${name}, which is not installed. Run: ${installCommand(name)}`, {
    cause: error,
  });
}
