import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { painted } from '../support/painted';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Few rows: what there is to find is in the first ones, and axe looks at every element. */
const RECORDS = 60;

const ALL: axe.RunOptions = { runOnly: { type: 'tag', values: TAGS }, resultTypes: ['violations'] };
/** Looked for in English: colors are the same in all languages, and take a third of the time. */
const NOT_CONTRAST: axe.RunOptions = { ...ALL, rules: { 'color-contrast': { enabled: false } } };
const CONTRAST: axe.RunOptions = { runOnly: ['color-contrast'], resultTypes: ['violations'] };

async function violations(page: Page, within: string, options: axe.RunOptions): Promise<string[]> {
  return page.evaluate(
    async ([within, options]) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(within, options);
      return violations.flatMap(({ id, nodes }) =>
        nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      );
    },
    [within, options] as const,
  );
}

async function findings(page: Page, within: string, options: axe.RunOptions): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction((within) => {
    const box = document.querySelector(within)!;
    return !box.querySelector('.skeleton, :is(.shown, .records, .facets, .histogram)[aria-busy=true]');
  }, within);
  await painted(page);
  return violations(page, within, options);
}

export function accessibility(bench: Bench): void {
  // Only colors differ between the themes, and they are the same in all languages. On a phone German lies as English does.
  describe.each([
    { name: 'in English', language: 'en-GB', dark: false, options: ALL, sizes: ['desktop', 'phone'] },
    { name: 'in dark', language: 'en-GB', dark: true, options: CONTRAST, sizes: ['desktop', 'phone'] },
    { name: 'in German', language: 'de-DE', dark: false, options: NOT_CONTRAST, sizes: ['desktop'] },
    { name: 'in Arabic', language: 'ar', dark: false, options: NOT_CONTRAST, sizes: ['desktop', 'phone'] },
  ])('axe finds nothing, $name', ({ language, dark, options, sizes }) => {
    it.each(sizes.map((size) => ({ size, phone: size === 'phone' })))(
      'on a $size',
      ({ phone }) =>
        inPanel(
          bench,
          async ({ page, url, server }) => {
            const found: Record<string, string[]> = {};
            const check = async (name: string, within = 'html') => {
              const all = await findings(page, within, options);
              if (all.length > 0) found[name] = all;
            };
            const go = async (place: string, ready: string) => {
              await page.evaluate((place) => void (location.hash = place), place);
              await page.locator(ready).first().waitFor();
            };
            await page.goto(url);
            await page.evaluate(axe.source);
            await page.locator('input[name=token]').fill('wrong');
            await page.locator('button[type=submit]').click();
            await page.locator('.note-error').waitFor();
            await check('sign-in');
            await page.locator('input[name=token]').fill(TOKEN);
            await page.locator('button[type=submit]').click();
            await page.locator('.shell').waitFor();

            const [posted, other] = server.api.records.filter(({ method }) => method === 'POST');
            const event = server.api.records.find(({ event_name }) => event_name !== undefined)!;
            await go('#/?q=-method%3AGET+since%3A14d', '.records-space .row');
            await check('explorer');
            await page.locator('.time-choice').click();
            await page.locator('[role=menuitem]:visible').first().waitFor();
            await check('menu', '.menu');
            await page.keyboard.press('Escape');
            await page.keyboard.press('?');
            await page.locator('dialog').waitFor();
            await check('keys', 'dialog');
            await page.keyboard.press('Escape');
            if (phone) {
              await page.locator('.tools > .button-labelled').first().click();
              await page.locator('dialog .facet').first().waitFor();
              await check('filters', 'dialog');
              await page.keyboard.press('Escape');
            }
            // Next to the list, which was checked before.
            for (const tab of ['overview', 'request', 'response', 'headers', 'related', 'raw']) {
              await go(`#/?record=${posted!._id}&tab=${tab}`, '.drawer .tab-content:not([hidden]) > *');
              await check(`record: ${tab}`, '.drawer');
            }
            await go(`#/?record=${event._id}`, '.drawer .fields');
            await check('record of an event', '.drawer');
            await go(`#/?record=${'0'.repeat(24)}`, '.drawer .state');
            await check('no such record', '.drawer');
            await go(`#/?record=${posted!._id}&compare=${other!._id}`, '.difference');
            await check('comparison', 'dialog');
            const { buffer, ...health } = server.api.health();
            const ill = { ...health, buffer: { ...buffer, dropped: { full: 7 }, store_away: true } };
            server.bent.set('health', { status: 200, body: ill });
            const places: [string, string, string][] = [
              ['choosing what to compare with', `#/?compare=${other!._id}`, '.records-compare'],
              ['query error', '#/?q=stats%3A5xx', '.example'],
              ['nothing found', '#/?q=user%3Anobody', '.explorer-records .state'],
              ['no person', '#/people?search=unknown', '.content .state'],
              ['people', '#/people', '.table tbody tr'],
              ['person', '#/people/1000', '.session'],
              ['holds', '#/holds', '.state'],
              ['routes', '#/routes', '.table tbody tr'],
              ['overview', '#/overview', '.movers li'],
              ['health', '#/health', '.problems'],
              ['nowhere', '#/nowhere', '.state'],
            ];
            for (const [name, place, ready] of places) {
              await go(place, ready);
              await check(name, '.content');
            }
            await go('#/people/1000', '.session');
            await page.locator('.page-tools .button-danger').click();
            await page.locator('dialog button[type=submit]').click();
            await page.locator('dialog .note-warning').waitFor();
            await check('erasure', 'dialog');
            await page.keyboard.press('Escape');
            await page.locator('.account > button:last-of-type').click();
            await page.locator('dialog').waitFor();
            await check('preferences', 'dialog');
            await page.keyboard.press('Escape');
            server.bent.set('users', { status: 503, body: {} });
            await go('#/people?q=since%3A1h', '.content .note-warning');
            await check('store away', '.content');
            server.tokens.clear();
            await go('#/?q=since%3A3h', 'dialog');
            await check('expired', 'dialog');
            expect(found).toEqual({});
          },
          { phone, language, dark, signedIn: false, count: RECORDS },
        ),
      180_000,
    );
  });

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
