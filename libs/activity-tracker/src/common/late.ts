import { ServiceUnavailableException } from '@nestjs/common';
import { errorText } from './error-text.js';
import { HostLog } from './host-log.js';

/** Code that is loaded at its first use, so that it costs nothing at boot. Never for code that recording a request needs. */
export class Late<T> {
  private readonly logger = new HostLog();
  private loaded: Promise<T> | undefined;
  private isFailing = false;

  /**
   * @param name of the code, as it begins a sentence in the log
   * @param load a dynamic `import()` with a literal path, which bundlers follow
   */
  constructor(
    private readonly name: string,
    private readonly load: () => Promise<T>,
  ) {}

  /**
   * Loads the code once; a failed attempt is repeated at the next call.
   * @throws ServiceUnavailableException if the code cannot be loaded
   */
  get(): Promise<T> {
    return (this.loaded ??= this.attempt());
  }

  private async attempt(): Promise<T> {
    try {
      // Not at once: a load that throws must not clear what get() has yet to assign.
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
      `${this.name} cannot be loaded: ${errorText(error)}. Its requests are answered ` +
        'with 503. Deploy every file of nestjs-activity-tracker/dist; a bundler must keep its dynamic imports (logged once).',
    );
  }
}
