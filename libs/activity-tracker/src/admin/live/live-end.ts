import type { BeforeApplicationShutdown } from '@nestjs/common';
import { defer, of, Subject, type Observable } from 'rxjs';

/** Ends the streams of live records with the application: the server waits for them before it closes. */
export class LiveEnd implements BeforeApplicationShutdown {
  private readonly closing = new Subject<void>();

  /** @param isClosing whether the last application of the container is closing */
  constructor(private readonly isClosing: () => boolean) {}

  /** Emits once the application closes: at once where it does already. */
  readonly ended: Observable<void> = defer(() => (this.isClosing() ? of(undefined) : this.closing));

  beforeApplicationShutdown(): void {
    if (this.isClosing()) this.closing.next();
  }
}
