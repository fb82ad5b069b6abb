import { ConsoleLogger, Logger } from '@nestjs/common';

/**
 * Writes to the logger of the host. Never throws: a logger may read the context of a request where there is none, and most of our
 * lines are written in listeners and timers, where an error would end the process. A line that it does not take goes to the console.
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
