import type { ExchangeObserver } from '../observe.js';

/**
 * Hooks in a platform or a server. They are installed once and serve one tracker at a time, so that a call is recorded once: the
 * first that claims them, and after its release the next one, where two applications share an Express instance.
 */
export class Tap {
  observer: ExchangeObserver | undefined;
  private readonly claims = new Set<ExchangeObserver>();

  claim(observer: ExchangeObserver): void {
    this.claims.add(observer);
    this.observer ??= observer;
  }

  release(observer: ExchangeObserver): void {
    this.claims.delete(observer);
    if (this.observer === observer) [this.observer] = this.claims;
  }
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
    tap = new Tap();
    install(tap);
    taps.set(target, tap);
  }
  return tap;
}
