import { AsyncResource } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate } from 'node:timers';
import type { Exchange } from './exchange.js';
import { holdSocket, releaseSocket } from './held-socket.js';

/** More responses of one turn of the event loop leave in several groups: the first must not wait for all others. */
const MOST_RESPONSES = 32;
const LONGEST_MS = 4;
/** Longer bodies are not copied, and their responses not held. */
const LONGEST_BODY = 64 * 1024;

interface HeldResponse {
  readonly exchange: Exchange;
  readonly socket: Socket;
  readonly scope: AsyncResource;
}

/**
 * Holds responses that end in one turn of the event loop until its end, so that their records are made on warm code and
 * written to disk with one system call before their bytes leave.
 */
export class HeldResponses {
  private held: HeldResponse[] = [];

  /** @param report called with exchanges before their responses leave; must not throw */
  constructor(private readonly report: (exchanges: readonly Exchange[]) => void) {}

  /**
   * The socket of a response that one call of `end()` sends whole; `undefined` if the response cannot be held.
   * @param chunk the body, or whatever `end()` was called with
   */
  socketOf({ socket }: ServerResponse, chunk: unknown): Socket | undefined {
    if (!(socket instanceof Socket) || socket.destroyed) return undefined;
    if (socket.writableLength > 0 || socket.writableCorked > 0) return undefined;
    const length = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk.length : 0;
    return length <= LONGEST_BODY ? socket : undefined;
  }

  /** Until {@link add}, or {@link unholdSocket} if `end()` throws. */
  hold(socket: Socket): void {
    holdSocket(socket, this.release);
  }

  add(exchange: Exchange, socket: Socket): void {
    // Listeners of `finish` run in the async context of their request.
    const scope = new AsyncResource('HeldResponse', { requireManualDestroy: true });
    const count = this.held.push({ exchange, socket, scope });
    if (count === 1) setImmediate(this.release);
    else if (count >= MOST_RESPONSES || exchange.endedAt - this.held[0]!.exchange.endedAt >= LONGEST_MS) this.release();
  }

  readonly release = (): void => {
    const { held } = this;
    if (held.length === 0) return;
    this.held = [];
    const open = held.filter(({ exchange }) => !exchange.isOver);
    if (open.length > 0) this.report(open.map(({ exchange }) => exchange));
    for (const { scope, socket } of held) {
      scope.runInAsyncScope(releaseSocket, undefined, socket);
      // Hooks of `async_hooks` keep their state of the scope until they hear of its end.
      scope.emitDestroy();
    }
  };
}
