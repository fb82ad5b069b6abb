const MOST_MS = 3_000;

/** Loads what the next click needs, once the browser has nothing else to do; what fails is loaded by that click. */
export function loadWhenIdle(load: () => Promise<unknown>): void {
  const start = () => void load().catch(() => {});
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(start, { timeout: MOST_MS });
  else setTimeout(start, MOST_MS);
}
