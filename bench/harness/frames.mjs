/** So that frames are told and little else: tracing takes time, too. */
const CATEGORIES = ['devtools.timeline.frame', 'disabled-by-default-devtools.timeline.frame'];

/**
 * What Chromium's own trace says of the frames meanwhile.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{ perSecond: number, dropped: number }>} frames drawn a second; share of those that should have been and were not
 */
export async function framesOf(browser, page, work) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  /** @type {{ traceEvents: { name: string, ts: number, args: object }[] }} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const named = (/** @type {string} */ name) => traceEvents.filter((event) => event.name === name);
  const times = named('BeginFrame').map(({ ts }) => ts);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000_000;
  const drawn = new Set(named('DrawFrame').map(({ args }) => JSON.stringify(args))).size;
  const dropped = named('DroppedFrame').length;
  return { perSecond: drawn / seconds, dropped: dropped / Math.max(1, drawn + dropped) };
}
