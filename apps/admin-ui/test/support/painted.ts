import type { Page } from 'playwright-core';

const QUIET_FRAMES = 3;

/** Resolves once the page is painted and no CSS transition has run for several frames. */
export const painted = (page: Page): Promise<void> =>
  page.evaluate(async (enough) => {
    // One that is paused, or whose element is gone, never finishes.
    const isMoving = () =>
      document
        .getAnimations()
        .some((animation) => animation instanceof CSSTransition && animation.playState === 'running');
    for (let quiet = 0; quiet < enough; quiet = isMoving() ? 0 : quiet + 1) await new Promise(requestAnimationFrame);
  }, QUIET_FRAMES);
