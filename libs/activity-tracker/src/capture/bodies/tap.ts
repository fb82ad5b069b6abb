import type { ExchangeObserver } from '../observe.js';

/**
 * Hooks in a platform or server, installed once and used by one tracker at a time, so that a request is recorded once.
 * If applications share an Express instance, the first to claim the tap uses it, and the next one after its release.
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
 * Returns the tap of a platform instance or server, installing it on the first call: hooks cannot be removed from
 * Express, Fastify or a closed adapter, so later trackers reuse them.
 * @throws the error of `install`; the next call tries again
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
