import { ServiceUnavailableException } from '@nestjs/common';
import { errorText } from './error-text.js';
import { HostLog } from './host-log.js';

/** Loads code at its first use, to keep the boot fast. Not for code that recording a request needs. */
export class Late<T> {
  private readonly logger = new HostLog();
  private loaded: Promise<T> | undefined;
  private isFailing = false;

  /** @param name subject of log lines @param load a dynamic `import()` with a literal path, which bundlers follow */
  constructor(
    private readonly name: string,
    private readonly load: () => Promise<T>,
  ) {}

  /**
   * Loads once; repeats a failed attempt at the next call.
   * @throws ServiceUnavailableException if the code cannot be loaded
   */
  get(): Promise<T> {
    return (this.loaded ??= this.attempt());
  }

  private async attempt(): Promise<T> {
    try {
      // Deferred: a synchronous failure would clear `loaded` before get() assigns it.
      return await Promise.resolve().then(this.load);
    } catch (error) {
      this.loaded = undefined;
      this.report(error);
      throw new ServiceUnavailableException(
        `${this.name} cannot be loaded at the moment. The log of the application says why.`,
      );
    }
  }

  private report(error: unknown): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.logger.error(
      `${this.name} cannot be loaded: ${errorText(error)}. Answering its requests with 503. Deploy every ` +
        'file of nestjs-activity-tracker/dist; a bundler must keep its dynamic imports (logged once)',
    );
  }
}
