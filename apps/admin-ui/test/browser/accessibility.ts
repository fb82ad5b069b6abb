import { expect, it } from 'vitest';
import { type Bench, inPanel } from '../support/panel-tests';

export function accessibility(bench: Bench): void {
  it('those who want no motion get none', () =>
    inPanel(bench, async ({ page }) => {
      await page.locator('.records-space .row').first().waitFor();
      await page.locator('.records-space .row').first().click();
      await page.locator('.drawer').waitFor();
      // One that is just being drawn again has no style.
      await expect
        .poll(() =>
          page.locator('.drawer').evaluate((drawer) => parseFloat(getComputedStyle(drawer).animationDuration)),
        )
        .toBeLessThan(0.01);
    }));
}
