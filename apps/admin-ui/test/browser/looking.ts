import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { signIn } from '../support/browser';
import { longRecords } from '../support/long-records';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

const ROWS = '.records-space .row';
/** Hostile to the layout: long names on a tablet. */
const NARROW = { width: 853 };

const queryOf = (page: Page) => new URLSearchParams(page.url().split('?')[1]).get('q') ?? '';

export function looking(bench: Bench): void {
  describe('the records as the reader wants them', () => {
    it('carry date, time and zone, in dense rows, by choice', () =>
      inPanel(bench, NARROW, async ({ page, server }) => {
        server.api.records = longRecords(server.api.records);
        await page.getByRole('button', { name: 'Refresh' }).click();
        const first = page.locator(ROWS).first();
        await first.waitFor();
        const height = async () => (await first.boundingBox())!.height;
        const before = await height();
        await page.getByRole('button', { name: 'Preferences' }).click();
        await page.getByLabel(/^Times/).selectOption('absolute');
        await page.getByLabel(/^Rows/).selectOption('dense');
        await page.keyboard.press('Escape');
        await expect.poll(() => first.locator('time').innerText()).toMatch(/\d\d:\d\d:\d\d/);
        expect(await page.locator('[data-column=time][role=columnheader]').innerText()).toContain('Europe/Berlin');
        await expect.poll(height).toBeLessThan(before);
        await page.reload();
        await page.locator('input[name=token]').waitFor();
      }));

    it('are sorted by the server, page by page, and it is told since when', () =>
      inPanel(bench, { count: 3_000 }, async ({ page, server, url }) => {
        await page.locator(ROWS).first().waitFor();
        const found = server.api.matching('since:7d');
        const shows = (records: readonly { _id: string }[]) =>
          expect
            .poll(() => page.locator('.row-link').first().getAttribute('href'))
            .toContain(`record=${records[0]!._id}`);
        const slowest = found.toSorted((a, b) => (b.execution_time ?? 0) - (a.execution_time ?? 0));
        server.api.sortedFrom = found.at(-1)!.created_time;
        await page.getByRole('button', { name: 'Duration', exact: true }).click();
        await shows(slowest);
        await expect.poll(() => page.locator('.records-bound').innerText()).toMatch(/^sorted: those since \S/);
        server.api.sortedFrom = undefined;
        await page.getByRole('button', { name: 'Status', exact: true }).click();
        await shows(found.toSorted((a, b) => (b.status_code ?? 0) - (a.status_code ?? 0)));
        await expect.poll(() => page.locator('.records-bound').count()).toBe(0);
        await page.getByRole('button', { name: 'Time', exact: true }).click();
        await shows(found);
        await page.getByRole('button', { name: 'Time', exact: true }).click();
        await shows(found.toReversed());
        await expect
          .poll(() => page.locator('[data-column=time][aria-sort]').getAttribute('aria-sort'))
          .toBe('ascending');
        await page.goto(`${url}#/?sort=duration&q=status%3A5xx+since%3A7d`);
        const failed = server.api.matching('status:5xx since:7d');
        await shows(failed.toSorted((a, b) => (b.execution_time ?? 0) - (a.execution_time ?? 0)));
        await page.goto(`${url}#/?sort=duration`);
        await shows(slowest);
        await page.locator('#records').focus();
        for (const key of ['Home', 'End']) await page.keyboard.press(key);
        const asked = () => server.requests.filter(({ query }) => query.get('sort') && query.get('cursor')).length;
        await expect.poll(asked).toBeGreaterThan(0);
      }));

    it('have the columns that the reader chooses, payload keys too, in their order', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        const claim = {
          name: 'company_id',
          aliases: [],
          example: 'company_id:ACME',
          rule: 'a value',
          claim: 'company_id',
        };
        const company = 'The-company-with-a-name-of-sixty-characters-that-nothing-breaks';
        server.api.records = server.api.records.map((record) => ({ ...record, company_id: company }));
        server.bent.set('query/fields', { status: 200, body: { fields: [claim] } });
        await page.goto(`${url}#/health`);
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.goto(`${url}#/`);
        const heads = () => page.locator('.row-head > *').allInnerTexts();
        await expect.poll(heads).toEqual(['Status', 'Method', 'Handler and path', 'Person', 'Duration', 'Time']);
        await page.getByRole('button', { name: 'Columns' }).click();
        const dialog = page.getByRole('dialog', { name: 'Columns' });
        await dialog.getByRole('checkbox', { name: 'company_id' }).check();
        for (const name of ['Method', 'Country', 'Duration']) await dialog.getByRole('checkbox', { name }).uncheck();
        await dialog.getByRole('button', { name: 'Move “company_id” forward' }).click();
        await dialog.getByRole('button', { name: 'Move “company_id” forward' }).click();
        await page.keyboard.press('Escape');
        await expect.poll(heads).toEqual(['Status', 'Handler and path', 'company_id', 'Person', 'Time']);
        const cell = page.locator(`${ROWS} [role=gridcell][data-column=text]`).first();
        await expect.poll(() => cell.innerText()).toBe(company);
        expect(server.requests.some(({ query }) => query.get('claims') === 'company_id')).toBe(true);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await page.setViewportSize({ width: 390, height: 800 });
        await page.locator('[data-layout=cards] .records-space [data-column=method]').first().waitFor();
        await page.setViewportSize({ width: 853, height: 800 });
        await page.getByRole('button', { name: 'Columns' }).click();
        await dialog.getByRole('button', { name: 'Usual columns' }).click();
        await page.keyboard.press('Escape');
        await expect.poll(heads).toEqual(['Status', 'Method', 'Handler and path', 'Person', 'Duration', 'Time']);
      }));

    it('are filtered by a cell, or without it, and no record opens', () =>
      inPanel(bench, async ({ page }) => {
        const row = page.locator(ROWS).first();
        await row.waitFor();
        const act = async (cell: string, action: string) => {
          await row.locator(cell).hover();
          await row.locator(`${cell} .cell-filter`).click();
          await page.getByRole('menuitem', { name: action }).click();
        };
        const method = await row.locator('[data-column=method]').innerText();
        await act('[data-column=method]', 'Filter by this');
        await expect.poll(() => queryOf(page)).toBe(`method:${method} since:7d`);
        // The list of the query before may still stand, with another first row.
        const methods = async () => new Set(await page.locator(`${ROWS} [data-column=method]`).allInnerTexts());
        await expect.poll(methods).toEqual(new Set([method]));
        const name = await row.locator('.row-handler').innerText();
        await act('[role=gridcell][data-column=handler]', 'Exclude this');
        await expect.poll(() => queryOf(page)).toContain('-name:');
        await expect.poll(() => page.locator('.row-handler').allInnerTexts()).not.toContain(name);
        expect(await page.locator('.drawer').count()).toBe(0);
      }));

    it('are of today, of yesterday, of the time before, of twice the time', () =>
      inPanel(bench, async ({ page }) => {
        await page.locator(ROWS).first().waitFor();
        const choose = async (name: string) => {
          await page.locator('.time-choice').click();
          await page.getByRole('menuitem', { name }).click();
          await expect.poll(() => page.locator('.time-choice').innerText()).toContain(name);
        };
        await choose('Today');
        expect(queryOf(page)).toMatch(/^from:\d{4}-\d\d-\d\d$/);
        await choose('Yesterday');
        expect(queryOf(page)).toMatch(/^from:(\d{4}-\d\d-\d\d) to:\1$/);
        await choose('Last 24 hours');
        const ends = () => [...queryOf(page).matchAll(/(?:from|to):(\S+)/g)].map(([, time]) => Date.parse(time!));
        const length = () => {
          const [from, to] = ends();
          return (to! - from!) / 3_600_000;
        };
        await expect.poll(() => page.getByRole('button', { name: 'The same length, later' }).isDisabled()).toBe(true);
        await page.getByRole('button', { name: 'The same length, earlier' }).click();
        await expect.poll(length).toBe(24);
        await expect.poll(() => page.locator('.time-choice').innerText()).toContain('Europe/Berlin');
        const [from] = ends();
        await page.getByRole('button', { name: 'Zoom out' }).click();
        await expect.poll(length).toBe(48);
        await page.getByRole('button', { name: 'The same length, later' }).click();
        await expect.poll(() => ends()[0]).toBeGreaterThan(from! - 13 * 3_600_000);
      }));

    it('are of the time before and of twice the time on a tablet, too', () =>
      inPanel(bench, NARROW, async ({ page }) => {
        await page.locator(ROWS).first().waitFor();
        for (const [name, days] of [
          ['The same length, earlier', 7],
          ['Zoom out', 14],
        ] as const) {
          await page.locator('.time-choice').click();
          await page.getByRole('menuitem', { name }).click();
          const length = () => {
            const [from, to] = [...queryOf(page).matchAll(/(?:from|to):(\S+)/g)].map(([, time]) => Date.parse(time!));
            return (to! - from!) / 86_400_000;
          };
          await expect.poll(length).toBe(days);
        }
        expect(await page.locator('.time-choice-steps').count()).toBe(0);
      }));

    it('are exported as they are seen, or all of them, CSV with a byte order mark', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator(ROWS).first().waitFor();
        const save = async (...radios: RegExp[]) => {
          await page.getByRole('button', { name: 'Export' }).click();
          for (const name of radios) await page.getByRole('radio', { name }).check();
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.locator('dialog').getByRole('button', { name: 'Export' }).click(),
          ]);
          const { query } = server.requests.findLast(({ path }) => path === 'export')!;
          const lines = readFileSync(await download.path(), 'utf8')
            .trim()
            .split('\n');
          return [lines.length, ...['format', 'bom', 'bodies', 'names'].map((name) => query.get(name))];
        };
        const found = server.api.matching('since:7d').length;
        expect(await save(/What I see/)).toEqual([50, 'csv', 'true', 'false', null]);
        expect(await save(/Everything/, /NDJSON/)).toEqual([Math.min(500, found), 'ndjson', null, null, null]);
      }));

    it('are exported with the names of people where the application gives them', () =>
      inPanel(bench, { signedIn: false }, async ({ page, server, url }) => {
        server.settings = { ...server.settings, names: true };
        await signIn(page, url, TOKEN);
        await page.locator(ROWS).first().waitFor();
        const named = async (format: RegExp, checks: number) => {
          await page.getByRole('button', { name: 'Export' }).click();
          await page.getByRole('radio', { name: format }).check();
          await expect.poll(() => page.getByRole('checkbox').count()).toBe(checks);
          await Promise.all([
            page.waitForEvent('download'),
            page.locator('dialog').getByRole('button', { name: 'Export' }).click(),
          ]);
          return server.requests.findLast(({ path }) => path === 'export')!.query.get('names');
        };
        expect(await named(/CSV/, 2)).toBe('true');
        expect(await named(/NDJSON/, 1)).toBeNull();
        expect(await named(/HAR/, 0)).toBeNull();
      }));
  });
}
