import type { HostLog } from '../../common/host-log.js';
import { volatility } from '../../spool/owners/spool-root.js';

export function warnOfVolatileFiles(logger: HostLog, directory: string | undefined): void {
  const why = directory === undefined ? undefined : volatility(directory);
  if (why === undefined || process.env.NODE_ENV === 'test') return;
  logger.warn(`buffer.spoolDirectory is "${directory}", on ${why}. Give a directory on a volume that outlives it.`);
}

/** Without Nest's shutdown hooks a signal ends the process at once. */
export function warnOfLossAtShutdown(logger: HostLog): void {
  if (process.listenerCount('SIGTERM') > 0 || process.env.NODE_ENV === 'test') return;
  logger.warn(
    'Shutdown hooks are disabled: buffered records will be lost when the process stops. Call app.enableShutdownHooks().',
  );
}
