type Level = 'log' | 'warn' | 'error';

/** In place of @nestjs/common in the recording thread, whose lines the application's logger writes. */
export class Logger {
  private static sink: Record<Level, (message: unknown) => void> | undefined;

  static overrideLogger(sink: Record<Level, (message: unknown) => void>): void {
    Logger.sink = sink;
  }

  log(message: unknown): void {
    Logger.sink?.log(message);
  }

  warn(message: unknown): void {
    Logger.sink?.warn(message);
  }

  error(message: unknown): void {
    Logger.sink?.error(message);
  }
}

export { Logger as ConsoleLogger };

export class ServiceUnavailableException extends Error {}
