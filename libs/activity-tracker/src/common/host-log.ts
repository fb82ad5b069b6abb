import { ConsoleLogger, Logger } from '@nestjs/common';

/** Never throws: custom loggers may fail, and in listeners and timers an error would end the process. */
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
