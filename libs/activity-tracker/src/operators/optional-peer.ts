import { PACKAGE_NAME } from '../package/package-version.js';

/**
 * Loads a package that only some applications have.
 * @param name for the message
 * @throws Error that names the package and the command to install it
 */
export async function optionalPeer<T>(name: string, entry: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Another package that this one lacks is for its own message.
    const isMissing = (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(name);
    if (!isMissing) throw error;
    throw new Error(
      `${PACKAGE_NAME}/${entry} needs the package ${name}, which is not installed. Run: npm install ${name}`,
      {
        cause: error,
      },
    );
  }
}
