import type { ExchangeObserver } from '../observe.js';

/** Hooks of a platform or server, used by one tracker at a time: applications that share an Express record a request once. */
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

/** Installs the hooks once per target: they cannot be removed from Express, Fastify or a closed adapter, so trackers reuse them. */
export function tapOf(target: object, install: (tap: Tap) => void): Tap {
  let tap = taps.get(target);
  if (!tap) {
    tap = new Tap();
    install(tap);
    taps.set(target, tap);
  }
  return tap;
}
