import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { signIn } from '../support/browser';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  await page.evaluate(axe.source);
  return page.evaluate(async (values) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: 'tag', values },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  }, TAGS);
}

export function accessibility(bench: Bench): void {
  describe.each([
    { name: 'light', dark: false, phone: false },
    { name: 'dark', dark: true, phone: false },
    { name: 'light, on a phone', dark: false, phone: true },
    { name: 'dark, on a phone', dark: true, phone: true },
  ])('axe finds nothing: $name', ({ dark, phone }) => {
    it(
      'on any page',
      () =>
        inPanel(
          bench,
          async ({ page, url, server }) => {
            const found: Record<string, string[]> = {};
            const check = async (name: string) => {
              const all = await findings(page);
              if (all.length > 0) found[name] = all;
            };
            await page.goto(url);
            await page.locator('input[name=token]').waitFor();
            await check('sign-in');
            await signIn(page, url, TOKEN);
            const [posted, other] = server.api.records.filter(({ method }) => method === 'POST');
            const places: [string, string, string][] = [
              ['explorer', '#/?q=status%3A4xx%2C5xx+-method%3AGET+since%3A7d', '.records-space .row'],
              ['query error', '#/?q=stats%3A5xx', '.query-problem'],
              ['nothing found', '#/?q=user%3Anobody', '.state'],
              ...['overview', 'request', 'response', 'headers', 'related', 'raw'].map(
                (tab): [string, string, string] => [
                  `record: ${tab}`,
                  `#/?record=${posted!._id}&tab=${tab}`,
                  '.drawer .tab-content:not([hidden]) > *',
                ],
              ),
              ['comparison', `#/?record=${posted!._id}&compare=${other!._id}`, '.difference'],
              ['people', '#/people', '.table tbody tr'],
              ['person', '#/people/1000', '.session'],
              ['routes', '#/routes', '.table tbody tr'],
              ['overview', '#/overview', '.movers li'],
              ['health', '#/health', '.panel'],
              ['nowhere', '#/nowhere', '.state'],
            ];
            for (const [name, place, ready] of places) {
              await page.evaluate((place) => void (location.hash = place), place);
              await page.locator(ready).first().waitFor();
              await check(name);
            }
            await page.evaluate(() => void (location.hash = '#/people/1000'));
            await page.getByRole('button', { name: 'Erase …' }).click();
            await page.getByRole('button', { name: 'First look at what it would do' }).click();
            await page.getByText('This cannot be undone.').waitFor();
            await check('erasure');
            await page.keyboard.press('Escape');
            await page.getByRole('button', { name: 'Preferences' }).click();
            await check('preferences');
            await page.keyboard.press('Escape');
            await page.locator('.time-choice').click();
            await page.getByRole('menuitem').first().waitFor();
            await check('menu');
            await page.keyboard.press('Escape');
            server.bent.set('users', { status: 503, body: {} });
            await page.goto(`${url}#/people?q=since%3A1h`);
            await page.locator('.state-alert, .note-warning').first().waitFor();
            await check('store away');
            expect(found).toEqual({});
          },
          { dark, phone, signedIn: false },
        ),
      90_000,
    );
  });

  it('those who want no motion get none', () =>
    inPanel(bench, async ({ page }) => {
      await page.locator('.records-space .row').first().waitFor();
      await page.locator('.records-space .row').first().click();
      await page.locator('.drawer').waitFor();
      expect(
        await page.locator('.drawer').evaluate((drawer) => parseFloat(getComputedStyle(drawer).animationDuration)),
      ).toBeLessThan(0.01);
    }));
}
