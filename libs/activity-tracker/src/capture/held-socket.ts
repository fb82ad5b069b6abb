import type { Socket } from 'node:net';

const HOLD = Symbol('nestjs-activity-tracker:hold');

interface Hold {
  isHeld: boolean;
  release: () => void;
  readonly uncork: Socket['uncork'];
  readonly destroy: Socket['destroy'];
}

type HeldSocket = Socket & { [HOLD]?: Hold };

/**
 * Keeps bytes that are written to a socket in its buffer until {@link releaseSocket}: to the application it is a socket
 * that takes a little longer. `response.end()` uncorks its socket, so corking alone would hold nothing.
 * @param release called when the application destroys the socket: what it sent before must leave first
 */
export function holdSocket(socket: Socket, release: () => void): void {
  const hold = ((socket as HeldSocket)[HOLD] ??= holdOf(socket));
  hold.isHeld = true;
  hold.release = release;
  socket.cork();
}

export function releaseSocket(socket: Socket): void {
  const hold = (socket as HeldSocket)[HOLD];
  if (!hold?.isHeld) return;
  hold.isHeld = false;
  for (let { writableCorked } = socket; writableCorked > 0; writableCorked--) hold.uncork.call(socket);
}

/** After an `end()` that threw: the head that Node has begun stays corked, as without the hold. */
export function unholdSocket(socket: Socket): void {
  const hold = (socket as HeldSocket)[HOLD];
  if (!hold?.isHeld) return;
  hold.isHeld = false;
  hold.uncork.call(socket);
}

function holdOf(socket: Socket): Hold {
  const hold: Hold = { isHeld: false, release: () => {}, uncork: socket.uncork, destroy: socket.destroy };
  socket.uncork = uncork;
  socket.destroy = destroy;
  return hold;
}

function uncork(this: HeldSocket): void {
  const hold = this[HOLD]!;
  if (!hold.isHeld) hold.uncork.call(this);
}

function destroy(this: HeldSocket, error?: Error): Socket {
  const hold = this[HOLD]!;
  if (hold.isHeld) {
    hold.release();
    releaseSocket(this);
  }
  return hold.destroy.call(this, error);
}
