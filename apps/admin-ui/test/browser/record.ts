import { describe, expect, it } from 'vitest';
import { type Bench, inPanel } from '../support/panel-tests';

export function record(bench: Bench): void {
  describe('a record', () => {
    it('is opened, read and left by keyboard', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator('.records-space .row').first().waitFor();
        const list = page.locator('#records');
        const focused = () => page.evaluate(() => document.activeElement?.id);
        await list.focus();
        await list.press('ArrowDown');
        await page.locator('.drawer .tab-content dl').waitFor();
        await list.press('ArrowDown');
        const [, second] = server.api.matching('since:7d');
        await page.waitForURL(new RegExp(`record=${second!._id}`));
        await list.press('Enter');
        await expect.poll(focused).toBe('record');
        await page.keyboard.press('ArrowDown');
        await page.waitForURL(new RegExp(`record=${server.api.matching('since:7d')[2]!._id}`));
        await page.keyboard.press('Escape');
        await page.locator('.drawer').waitFor({ state: 'detached' });
        await expect.poll(focused).toBe('records');
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
        await page.keyboard.press('Escape');
        await page.locator('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('/');
        await expect.poll(focused).toBe('query');
      }));

    it('is copied as cURL, by path and by value, and searched', () =>
      inPanel(bench, async ({ page, server }) => {
        const posted = server.api.records.find(({ method }) => method === 'POST')!;
        await page.goto(`${page.url().split('#')[0]}#/?record=${posted._id}&tab=request`);
        const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
        await page.getByRole('button', { name: 'Copy as cURL' }).click();
        await expect.poll(clipboard).toContain(`--url '${posted.api}'`);
        expect(await clipboard()).toContain("--header 'authorization: ***FILTERED***'");
        const line = page.locator('.json-line', { hasText: 'title' });
        await line.hover();
        await line.getByRole('button', { name: /^Copy path/ }).click();
        await expect.poll(clipboard).toBe('body.items[0].title');
        await line.getByRole('button', { name: /^Copy value/ }).click();
        await expect.poll(clipboard).toBe((posted.body as { items: { title: string }[] }).items[0]!.title);
        await page.getByRole('searchbox', { name: /Search keys and values/ }).fill('quantity');
        await expect.poll(() => page.locator('.json-matches').innerText()).toContain('1 match');
        await expect.poll(() => page.locator('.json-current').innerText()).toContain('quantity');
        expect(await page.locator('[data-icon=lock]').getAttribute('title')).toContain('masking.excludeKeys');
      }));

    it('says what was cut', () =>
      inPanel(bench, async ({ page, server }) => {
        const cut = server.api.records.find(({ truncated, status_code }) => truncated && status_code === 200)!;
        await page.goto(`${page.url().split('#')[0]}#/?record=${cut._id}&tab=response`);
        await page.getByText('capture.maxBodyBytes').waitFor();
        expect(await page.locator('.note').innerText()).toContain('345.7 kB');
      }));

    it('of 16 MB is asked for when it is opened, shown in part, and left at once', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.locator('.records-space .row').first().waitFor();
        const asked = () => server.requests.filter(({ path }) => path.startsWith('records/')).length;
        expect(asked()).toBe(0);
        const large = server.api.records.find(({ method }) => method === 'POST')!;
        large.body = {
          text: 'lamp '.repeat(1_600_000),
          list: Array.from({ length: 300_000 }, (_, id) => ({ id, n: 'a lamp' })),
        };
        for (const tab of ['overview', 'request', 'raw']) {
          await page.goto(`${url}#/?record=${large._id}&tab=${tab}`);
          await page.locator('.drawer .tab-content:not([hidden]) > *').first().waitFor();
          if (tab !== 'overview') await page.getByText('lamp lamp').first().waitFor();
          const [elements, characters] = await page.evaluate(() => {
            const drawer = document.querySelector('.drawer')!;
            return [drawer.querySelectorAll('*').length, drawer.textContent.length];
          });
          expect(elements, tab).toBeLessThan(10_000);
          expect(characters, tab).toBeLessThan(250_000);
        }
        expect(asked()).toBeGreaterThan(0);
        await page.keyboard.press('Escape');
        await page.locator('.drawer').waitFor({ state: 'detached' });
      }));

    it('leads on: filter by, exclude, person, related', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const one = server.api.records.find(({ user_id, country }) => user_id !== null && country === 'Germany')!;
        const place = `${page.url().split('#')[0]}#/?record=${one._id}`;
        await page.goto(place);
        await page.getByRole('button', { name: 'Actions for Country: Germany' }).click();
        await page.getByRole('menuitem', { name: 'Exclude this' }).click();
        await page.waitForURL(/q=-country%3AGermany\+since%3A7d/);
        await page.goto(place);
        await page.getByRole('button', { name: /^Actions for Person/ }).click();
        await page.keyboard.press('ArrowDown');
        await page.getByRole('menuitem', { name: 'Open this person' }).click();
        await page.getByRole('heading', { name: String(one.user_id) }).waitFor();
        const related = server.api.records.find((record) => server.api.related(record).nearby.length > 0)!;
        await page.goto(`${url}#/?record=${related._id}&tab=related`);
        await page.locator('.drawer a.mini-row').first().click();
        await page.waitForFunction((id) => !location.hash.includes(id), related._id);
      }));

    it('is compared with another one, part by part', () =>
      inPanel(bench, async ({ page, server }) => {
        const [a, b] = server.api.records.filter(({ method }) => method === 'POST');
        await page.goto(`${page.url().split('#')[0]}#/?record=${a!._id}`);
        await page.getByRole('button', { name: 'Compare with …' }).click();
        await page.getByText('Choose the record to compare with.').waitFor();
        await page.evaluate((id) => void (location.hash += `&record=${id}`), b!._id);
        await page.locator('.difference').first().waitFor();
        await expect
          .poll(() => page.locator('.difference').allInnerTexts())
          .toEqual(expect.arrayContaining([expect.stringContaining('body.items[0].id')]));
        await page.keyboard.press('Escape');
        await page.locator('.drawer').waitFor();
      }));
  });
}
