import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

const NOTHING = { view: false, bodies: false, export: false, erase: false, audit: false };
/** The settings are asked for once, when the panel starts. */
const start = { signedIn: false } as const;

/** Signs in by hand: the server says then what the reader may do. */
async function enter(page: Page): Promise<void> {
  await page.locator('input[name=token]').fill(TOKEN);
  await page.getByLabel('Keep me signed in in this tab').check();
  await page.locator('button[type=submit]').click();
  await page.locator('.shell').waitFor();
}

export function audit(bench: Bench): void {
  describe('the audit trail', () => {
    it('shows all its columns on a tablet, without scrolling aside', () =>
      inPanel(bench, { width: 853 }, async ({ page }) => {
        await page.getByRole('link', { name: 'Audit' }).click();
        await page.locator('.audit-table tbody tr').first().waitFor();
        const hidden = await page.locator('.table-box').evaluate((box) => box.scrollWidth - box.clientWidth);
        expect(hidden).toBe(0);
      }));

    it('is filtered and paged, and says who read what of whom', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.getByRole('link', { name: 'Audit' }).click();
        const rows = page.locator('.audit-table tbody tr');
        await rows.first().waitFor();
        expect(await rows.count()).toBe(20);
        await page.getByRole('button', { name: 'Older entries' }).click();
        await expect.poll(() => rows.count()).toBe(40);
        await page.getByLabel('Action').selectOption('export');
        await expect
          .poll(() => rows.locator('th').allInnerTexts())
          .toEqual(Array.from({ length: 9 }, () => expect.stringContaining('Exported')));
        expect(await rows.first().innerText()).toContain('12,345, cut off');
        await page.getByLabel('Action').selectOption('');
        await page.getByLabel('Whose data').fill('1000');
        await page.waitForURL(/subject=1000/);
        await expect
          .poll(() => rows.locator('th').allInnerTexts())
          .toEqual(expect.arrayContaining([expect.stringContaining('Opened a person')]));
        expect(await rows.getByRole('link', { name: '1000' }).first().getAttribute('href')).toBe('#/people/1000');
        await page.getByLabel('Whose data').fill('unknown');
        await page.getByText('No such entry').waitFor();
        await page.getByRole('button', { name: 'Remove the filters' }).click();
        await expect.poll(() => rows.count()).toBe(20);
        const asked = server.requests.filter(({ path }) => path === 'audit').map(({ query }) => query.get('since'));
        expect([asked[0], asked.at(-1)]).toEqual(['7d', null]);
      }));
  });

  describe('what a reader may not see', () => {
    it('is not offered: export, erasure, and the audit trail', () =>
      inPanel(bench, start, async ({ page, server, url }) => {
        server.settings = { ...server.settings, permissions: { ...NOTHING, view: true, bodies: true } };
        await page.goto(url);
        await enter(page);
        await page.locator('.records-space .row').first().waitFor();
        expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
        expect(await page.getByRole('button', { name: 'Export' }).count()).toBe(0);
        await page.goto(`${url}#/people/1000`);
        await page.locator('.session').first().waitFor();
        expect(await page.getByRole('button', { name: /Erase|Export/ }).count()).toBe(0);
        await page.goto(`${url}#/audit`);
        await page.getByText('A permission is missing').waitFor();
        expect(server.requests.filter(({ path }) => path === 'audit')).toEqual([]);
      }));

    it('is explained where headers and bodies would be', () =>
      inPanel(bench, start, async ({ page, server, url }) => {
        server.settings = { ...server.settings, permissions: { ...NOTHING, view: true } };
        const { _id } = server.api.records.find(({ method }) => method === 'POST')!;
        await page.goto(`${url}#/?record=${_id}`);
        await enter(page);
        await page.locator('.drawer .tab-content dl').waitFor();
        for (const tab of ['Request', 'Response', 'Headers']) {
          await page.getByRole('tab', { name: tab, exact: true }).click();
          await page.locator('.drawer').getByText('need a separate permission').waitFor();
        }
        expect(await page.getByRole('button', { name: 'Copy as cURL' }).count()).toBe(0);
      }));

    it('is all but the audit trail for an auditor', () =>
      inPanel(bench, start, async ({ page, server, url }) => {
        server.settings = { ...server.settings, permissions: { ...NOTHING, audit: true } };
        await page.goto(url);
        await enter(page);
        await page.locator('.audit-table tbody tr').first().waitFor();
        expect(await page.locator('.navigation-link').allInnerTexts()).toEqual(['Audit']);
        expect(await page.locator('.audit-table a').count()).toBe(0);
        expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['settings', 'audit']));
      }));
  });
}
