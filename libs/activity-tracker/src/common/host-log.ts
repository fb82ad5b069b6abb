import { ConsoleLogger, Logger } from '@nestjs/common';

/**
 * Writes to the application's logger. Never throws: custom loggers may fail outside a request, and most lines are
 * written in listeners and timers, where an error would end the process. Falls back to the console.
 */
export class HostLog {
  private readonly logger: Logger;

  constructor(private readonly context = 'ActivityTracker') {
    this.logger = new Logger(context);
  }

  log(message: string): void {
    this.write('log', message);
  }

  warn(message: string): void {
    this.write('warn', message);
  }

  error(message: string): void {
    this.write('error', message);
  }

  private write(level: 'log' | 'warn' | 'error', message: string): void {
    try {
      this.logger[level](message);
    } catch {
      new ConsoleLogger(this.context)[level](message);
    }
  }
}
