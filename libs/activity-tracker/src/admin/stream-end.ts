import type { BeforeApplicationShutdown } from '@nestjs/common';
import { nodeResponse, type NodeResponse } from './api/closed-signal.js';

/** Ends streams when the application closes: the server waits for them. Destroys those whose client does not read in time. */
export class StreamEnd implements BeforeApplicationShutdown {
  private readonly open = new Map<NodeResponse, AbortController>();
  private allClosed = (): void => undefined;

  /** @param inTime resolves when the work is finished or times out; never rejects */
  constructor(
    private readonly isClosing: () => boolean,
    private readonly inTime: (work: Promise<unknown>) => Promise<unknown>,
  ) {}

  signalFor(response: object): AbortSignal {
    const controller = new AbortController();
    if (this.isClosing()) controller.abort();
    const raw = nodeResponse(response);
    if (!raw.closed && !raw.destroyed) {
      this.open.set(raw, controller);
      raw.once('close', () => this.remove(raw));
    }
    return controller.signal;
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (!this.isClosing() || this.open.size === 0) return;
    const closed = new Promise<void>((resolve) => (this.allClosed = resolve));
    for (const controller of this.open.values()) controller.abort();
    await this.inTime(closed);
    for (const response of this.open.keys()) response.destroy();
  }

  private remove(response: NodeResponse): void {
    this.open.delete(response);
    if (this.open.size === 0) this.allClosed();
  }
}
