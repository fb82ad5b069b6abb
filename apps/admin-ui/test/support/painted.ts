import type { Page } from 'playwright-core';

/** What was changed is there when the browser has painted it, and no transition is under way any more, nor one that another began. */
export const painted = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const frames = async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    };
    const transitions = () => document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await frames();
    for (let running = transitions(); running.length > 0; running = transitions()) {
      await Promise.all(running.map(({ finished }) => finished.catch(() => undefined)));
      await frames();
    }
  });
