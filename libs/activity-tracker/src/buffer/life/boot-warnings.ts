import { isAbsolute, resolve } from 'node:path';
import type { HostLog } from '../../common/host-log.js';
import { replaceableAncestor, volatility } from '../../spool/owners/spool-root.js';

export function warnOfVolatileFiles(logger: HostLog, directory: string | undefined): void {
  const why = directory === undefined ? undefined : volatility(directory);
  if (why === undefined || process.env.NODE_ENV === 'test') return;
  logger.warn(`buffer.spoolDirectory is "${directory}", on ${why}. Give a directory on a volume that outlives it.`);
}

export function warnOfReplaceableFiles(logger: HostLog, directory: string | undefined): void {
  const ancestor = directory === undefined ? undefined : replaceableAncestor(directory);
  if (ancestor === undefined) return;
  logger.warn(
    `buffer.spoolDirectory is "${directory}": other users may write to ${ancestor} above it, and replace it. The next start would ` +
      'then be refused. Run chmod go-w or chmod +t on that, unless no other user reaches it.',
  );
}

/** A relative directory is another one when the process starts elsewhere. */
export function sayWhereFilesAre(logger: HostLog, directory: string | undefined): void {
  if (directory === undefined || isAbsolute(directory)) return;
  logger.log(
    `buffer.spoolDirectory is "${directory}": files are in ${resolve(directory)}, from the working directory of the process. ` +
      'Give an absolute path if the process may start elsewhere.',
  );
}

/** Without Nest's shutdown hooks a signal ends the process at once. */
export function warnOfLossAtShutdown(logger: HostLog): void {
  if (process.listenerCount('SIGTERM') > 0 || process.env.NODE_ENV === 'test') return;
  logger.warn(
    'Shutdown hooks are disabled: buffered records will be lost when the process stops. Call app.enableShutdownHooks().',
  );
}
