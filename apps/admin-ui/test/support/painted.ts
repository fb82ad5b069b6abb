import type { Page } from 'playwright-core';

const QUIET_FRAMES = 3;

/** Resolves once the page is painted and no CSS transition has run for several frames. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(() => delete document.documentElement.dataset['quiet']);
  // One that is paused, or whose element is gone, never finishes.
  await page.waitForFunction((enough) => {
    const { dataset } = document.documentElement;
    const isMoving = document
      .getAnimations()
      .some((animation) => animation instanceof CSSTransition && animation.playState === 'running');
    const quiet = isMoving ? 0 : Number(dataset['quiet'] ?? 0) + 1;
    dataset['quiet'] = String(quiet);
    if (quiet < enough) return false;
    delete dataset['quiet'];
    return true;
  }, QUIET_FRAMES);
}
