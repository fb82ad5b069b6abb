import type { ActivityLog } from 'nestjs-activity-tracker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOREIGN_DOCUMENTS, foreignDocuments, hasTime, SECRET } from './fixtures/foreign-documents.js';
import { adminToken, counted, panelAt, panelBrowser, ROWS, signIn } from './support/panel-in-browser.js';
import { tracked, type TrackedApp } from './support/tracked-app.js';

const LISTED = Object.values(FOREIGN_DOCUMENTS).filter(hasTime).length;
const HIDDEN = Object.keys(FOREIGN_DOCUMENTS).length - LISTED;

describe('the panel over documents that the tracker did not write', () => {
  const inTab = panelBrowser();
  let app: TrackedApp;
  beforeAll(async () => {
    app = await tracked('express');
    await app.store.insert(foreignDocuments() as unknown as ActivityLog[]);
  }, 60_000);
  afterAll(() => app.close());

  it(
    'lists all that have a date, opens and compares each, and fails on no page',
    () =>
      inTab(app.url, async ({ page }) => {
        await signIn(page, `${panelAt(app.url)}#/?q=from%3A2000-01-01`, adminToken(app));
        const rows = page.locator(ROWS);
        await rows.first().waitFor();
        await expect.poll(() => counted(page)).toBe(`${LISTED} records`);
        const broken = page.locator('.state-alert');
        await page.locator('#records').focus();
        const opened = new Set<string>();
        for (let row = 0; row < LISTED; row++) {
          await page.locator('#records').press('ArrowDown');
          await page.locator('#records').press('Enter');
          await page.locator('.drawer [role=tabpanel]:not([hidden]) > *').first().waitFor();
          const tabs = page.locator('.drawer [role=tab]');
          for (const tab of await tabs.all()) {
            await tab.click();
            await page.locator('.drawer [role=tabpanel]:not([hidden]) > *').first().waitFor();
            expect([row, await broken.allInnerTexts()]).toEqual([row, []]);
          }
          const id = new URLSearchParams(page.url().split('?')[1]).get('record')!;
          opened.add(id);
          await page.locator('#records').focus();
        }
        expect(opened.size).toBe(LISTED);

        const [first, ...others] = opened;
        for (const other of others) {
          await page.evaluate(`location.hash = '#/?record=${first}&compare=${other}'`);
          await page.locator('.difference').first().waitFor();
        }
        for (const place of ['#/people', '#/people/7', '#/routes', '#/overview', '#/health']) {
          await page.evaluate(`location.hash = '${place}?q=from%3A2000-01-01'`);
          await page.locator('.page h1').waitFor();
          await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
          expect([place, await broken.allInnerTexts()]).toEqual([place, []]);
        }
        await page.getByText(`${HIDDEN} documents of the collection are not shown`).waitFor();
      }),
    180_000,
  );

  it('shows secrets of other writers masked, on every tab, with a note', () =>
    inTab(app.url, async ({ page }) => {
      await signIn(page, `${panelAt(app.url)}#/?q=name%3Aorder-pay`, adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await page.locator('#records').focus();
      await page.locator('#records').press('ArrowDown');
      await page.locator('#records').press('Enter');
      await page.getByText('they are stored in clear (headers, api, body, response)').waitFor();
      const panel = page.locator('.drawer [role=tabpanel]:not([hidden])');
      const texts: string[] = [];
      for (const tab of await page.locator('.drawer [role=tab]').all()) {
        await tab.click();
        await panel.locator('> *').first().waitFor();
        texts.push(await panel.innerText());
      }
      expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
      expect(texts.filter((text) => /masked|\*\*\*FILTERED\*\*\*/.test(text)).length).toBeGreaterThanOrEqual(4);
      expect(await page.content()).not.toContain(SECRET);
      await page.getByText('iPhone').first().waitFor();
    }));
});
