import type { ExchangeObserver } from './observe.js';

/** Hooks in a platform or a server. They are installed once and serve one tracker at a time. */
export interface Tap {
  observer: ExchangeObserver | undefined;
}

const taps = new WeakMap<object, Tap>();

/**
 * The tap of a platform instance or a server; installs it on the first call. Hooks cannot be removed from Express,
 * Fastify or a closed adapter, so a second tracker reuses those of the first.
 * @throws whatever `install` throws; the next call tries again
 */
export function tapOf(target: object, install: (tap: Tap) => void): Tap {
  let tap = taps.get(target);
  if (!tap) {
    tap = { observer: undefined };
    install(tap);
    taps.set(target, tap);
  }
  return tap;
}
