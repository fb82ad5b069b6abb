import { describe, expect, it } from 'vitest';
import { type Bench, inPanel } from '../support/panel-tests';

/** Hostile to the layout: a name as long as names may be, on a tablet. */
const NARROW = { width: 853 };
const LONG = 'Failed-payments-of-the-company-with-the-longest-name-that-a-reader-may-type-0001';
const FAILED = '#/?q=status%3A5xx+since%3A24h';

export function views(bench: Bench): void {
  describe('saved views', () => {
    it('are saved under a name, shared, pinned above the list, followed and deleted', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        await page.goto(`${url}${FAILED}&record=${server.api.records[0]!._id}&live=1`);
        await page.getByRole('button', { name: 'Saved views' }).click();
        const dialog = page.getByRole('dialog', { name: 'Saved views' });
        await dialog.getByLabel('Name for what you see now').fill(LONG);
        await dialog.getByLabel('Share it with everyone').check();
        await dialog.getByRole('button', { name: 'Save', exact: true }).click();
        const link = dialog.getByRole('link', { name: LONG });
        await link.waitFor();
        // What is open is not part of the question.
        expect(server.views).toMatchObject([{ name: LONG, address: '/?q=status%3A5xx+since%3A24h', shared: true }]);
        await dialog.getByRole('button', { name: `Show “${LONG}”` }).click();
        await dialog.getByRole('button', { name: 'Close' }).click();
        await page.goto(`${url}#/`);
        await page.getByRole('navigation', { name: 'Pinned views' }).getByRole('link', { name: LONG }).click();
        await page.waitForURL((address) => address.hash === FAILED);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('5xx');
        await page.getByRole('button', { name: 'Saved views' }).click();
        await dialog.getByRole('button', { name: `Delete “${LONG}”` }).click();
        await dialog.getByText('No view is saved yet').waitFor();
        await expect.poll(() => page.getByRole('navigation', { name: 'Pinned views' }).count()).toBe(0);
      }));

    it('of others lead into this panel alone, and cannot be deleted', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const created_time = new Date(server.now).toISOString();
        const view = { shared: true, own: false, owner_id: 'ann', name: '<b>Hostile</b>\u202Ename', created_time };
        server.views = [
          { ...view, id: '1', address: '/people?q=country%3AGermany' },
          { ...view, id: '2', address: 'javascript:alert(1)' },
        ];
        await page.getByRole('button', { name: 'Saved views' }).click();
        const links = page.getByRole('dialog').locator('li a');
        await expect
          .poll(() => links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))))
          .toEqual(['#/people?q=country%3AGermany', '#/']);
        expect(await page.getByRole('dialog').locator('b').count()).toBe(0);
        expect(await page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
        await links.first().click();
        await page.waitForURL(`${url}#/people?q=country%3AGermany`);
        await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      }));

    it('tell that the store keeps none, and why one was refused', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.getByRole('button', { name: 'Saved views' }).click();
        await page.getByLabel('Name for what you see now').fill('One more');
        server.bent.set('views', { status: 409, body: { message: 'You have 50 saved views.' } });
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByRole('alert').getByText('You have 50 saved views.').waitFor();
        await page.keyboard.press('Escape');
        server.bent.set('views', { status: 501, body: { message: 'no views' } });
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByRole('button', { name: 'Saved views' }).click();
        await page.getByText('The store of this application keeps no saved views.').waitFor();
      }));

    it('are joined by the questions of this tab, which end with its session', () =>
      inPanel(bench, async ({ page, url }) => {
        const recent = () => page.evaluate(() => sessionStorage.getItem('activity-tracker.recent') ?? '');
        for (const place of ['#/?q=user%3A1000', '#/people?q=method%3APOST', '#/?q=user%3A1000&record=1', '#/']) {
          await page.goto(url + place);
          const [, q = ''] = /q=([^&]+)/.exec(place) ?? [];
          await expect.poll(recent).toContain(q);
        }
        await page.getByRole('button', { name: 'Saved views' }).click();
        const links = page.getByRole('dialog').locator('li a');
        await expect
          .poll(() => links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))))
          .toEqual(['#/?q=user%3A1000', '#/people?q=method%3APOST']);
        await links.first().click();
        await page.waitForURL(`${url}#/?q=user%3A1000`);
        await page.getByRole('button', { name: 'Preferences' }).click();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('heading', { name: /Sign in/ }).waitFor();
        await expect.poll(() => page.evaluate(() => sessionStorage.getItem('activity-tracker.recent'))).toBeNull();
        expect(
          await page.evaluate(() =>
            [JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage })].join(),
          ),
        ).not.toContain('user:');
      }));
  });
}
