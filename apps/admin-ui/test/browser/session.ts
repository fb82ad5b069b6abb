import { describe, expect, it } from 'vitest';
import { signIn } from '../support/browser';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

export function session(bench: Bench): void {
  describe('signing in', () => {
    it('refuses a wrong token, takes a right one, and keeps it in memory alone', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        await page.goto(`${url}#/people`);
        await page.locator('input[name=token]').fill('wrong');
        await page.locator('button[type=submit]').click();
        await page.getByText('That was not accepted').waitFor();
        expect(server.requests.every(({ path }) => path === 'settings')).toBe(true);
        await page.locator('input[name=token]').fill(TOKEN);
        await page.locator('button[type=submit]').click();
        await page.getByRole('heading', { name: 'People' }).waitFor();
        expect(page.url()).toBe(`${url}#/people`);
        expect(
          await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
        ).not.toContain(TOKEN);
        await page.reload();
        await page.locator('input[name=token]').waitFor();
      }));

    it('by choice lasts for the tab, and ends when one says so; going back shows nothing', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        await page.goto(url);
        await page.getByLabel(/Keep me signed in/).check();
        await page.locator('input[name=token]').fill(`Bearer ${TOKEN}`);
        await page.locator('button[type=submit]').click();
        await page.locator('.shell').waitFor();
        await page.reload();
        await page.locator('.records-space .row').first().waitFor();
        await page.getByRole('link', { name: 'People' }).click();
        await page.getByRole('heading', { name: 'People' }).waitFor();
        await page.getByRole('button', { name: 'Preferences' }).click();
        await page.getByRole('button', { name: 'Sign out' }).click();
        const token = page.locator('input[name=token]');
        await token.waitFor();
        expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
        expect(await page.content()).not.toContain('class="row');
        const asked = server.requests.length;
        await page.goBack();
        await token.waitFor();
        expect(await page.content()).not.toContain('class="row');
        // A page that the browser kept is as it was when it was left, until it loads again.
        await Promise.all([
          page.waitForEvent('load'),
          page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))),
        ]);
        await token.waitFor();
        expect(server.requests.length).toBe(asked);
      }));

    it('goes through the application’s own sign-in where it is configured', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        server.config = {
          ...server.config,
          login: {
            url: './login',
            fields: ['name', { name: 'password', label: 'Password', type: 'password' }],
            tokenPath: 'data.access',
          },
        };
        await page.goto(url);
        await page.getByLabel('Name', { exact: true }).fill('admin');
        await page.getByLabel('Password').fill('wrong');
        await page.locator('button[type=submit]').click();
        await page.getByText('That was not accepted').waitFor();
        await page.getByLabel('Password').fill('right');
        await page.locator('button[type=submit]').click();
        await page.locator('.shell').waitFor();
      }));

    it('is not needed where the application’s own session is one', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        server.config = { ...server.config, cookie: true };
        server.tokens.add('');
        await page.goto(url);
        await page.locator('.shell').waitFor();
        expect(server.requests[0]?.headers.authorization).toBeUndefined();
      }));

    it('without the permission says so', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        server.bent.set('settings', { status: 403, body: { message: 'Missing permission "view".' } });
        await page.goto(url);
        await page.locator('input[name=token]').fill(TOKEN);
        await page.locator('button[type=submit]').click();
        await page.getByText('You may not see the activity log').waitFor();
        await page.getByText('Missing permission "view".').waitFor();
      }));
  });

  describe('what can go wrong', () => {
    it('an ended session leaves the screen as it is, and goes on after signing in', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator('.records-space .row').first().waitFor();
        server.tokens.clear();
        await page.locator('#query').fill('status:5xx');
        await page.locator('#query').press('Enter');
        await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
        expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('token');
        // The question could not be answered: what answered the one before stays in sight.
        expect(await page.locator('.records-space .row').count()).toBeGreaterThan(10);
        expect(await page.locator('.facet-button').count()).toBeGreaterThan(5);
        expect(await page.locator('#query').inputValue()).toBe('status:5xx');
        expect(page.url()).toContain('q=status%3A5xx');
        server.tokens.add('another');
        await page.locator('dialog input[name=token]').fill('another');
        await page.locator('dialog button[type=submit]').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        await expect
          .poll(() => page.locator('.records-count').innerText())
          .toBe(`${server.api.matching('status:5xx since:7d').length} records`);
      }));

    it('a store that is away is told, and asked again', () =>
      inPanel(bench, async ({ page, url, server }) => {
        await page.locator('.records-space .row').first().waitFor();
        for (const path of ['records', 'facets', 'timeline', 'users'])
          server.bent.set(path, { status: 503, body: { message: 'Service Unavailable' } });
        await page.goto(`${url}#/people`);
        await page.getByRole('heading', { name: 'Database unavailable' }).waitFor();
        server.bent.clear();
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.locator('.table tbody tr').first().waitFor();
      }));

    it('a store that goes away later leaves what was read, and says that it is old', () =>
      inPanel(bench, async ({ page, server }) => {
        const rows = page.locator('.records-space .row');
        await rows.first().waitFor();
        server.tokens.clear();
        await rows.first().click();
        await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
        await page.clock.install();
        server.tokens.add(TOKEN);
        server.bent.set('records', { status: 503, body: { message: 'Service Unavailable' } });
        await page.locator('dialog input[name=token]').fill(TOKEN);
        await page.locator('dialog button[type=submit]').click();
        await page.getByText('Database unavailable. Your view is kept as it was last read.').waitFor();
        expect(await rows.count()).toBeGreaterThan(10);
        server.bent.clear();
        await page.clock.runFor(10_000);
        await page
          .getByText('Database unavailable. Your view is kept as it was last read.')
          .waitFor({ state: 'detached' });
      }));

    it('the answer before is dimmed while a new question is under way', () =>
      inPanel(bench, { count: 300 }, async ({ page, server }) => {
        for (const [path, place, shown] of [
          ['records', '#/', '.records'],
          ['users', '#/people', '.shown'],
          ['users', '#/people/1000', '.shown'],
          ['routes', '#/routes', '.shown'],
          ['overview', '#/overview', '.shown'],
        ] as const) {
          await page.evaluate((place) => void (location.hash = place), place);
          await page.locator(`${shown}[aria-busy=false]`).first().waitFor();
          server.bent.set(path, { status: 0, body: null });
          await page.locator('.time-choice').click();
          await page.getByRole('menuitem', { name: /30 days/ }).click();
          await page.locator(`${shown}[aria-busy=true]`).first().waitFor();
          server.bent.clear();
        }
      }));

    it('nothing of one person is shown under the name of another', () =>
      inPanel(bench, { place: '#/people/1000', count: 300 }, async ({ page, server }) => {
        await page.locator('.session').first().waitFor();
        server.bent.set('users/1001', { status: 0, body: null });
        await page.evaluate(() => void (location.hash = '#/people/1001'));
        await page.getByRole('heading', { name: '1001' }).waitFor();
        expect(await page.locator('.session, .figure').count()).toBe(0);
        server.bent.set('users/1002', { status: 503, body: {} });
        await page.evaluate(() => void (location.hash = '#/people/1002'));
        await page.getByRole('heading', { name: 'Database unavailable' }).first().waitFor();
        expect(await page.locator('.session, .figure').count()).toBe(0);
      }));

    it('a record that is gone, an address that leads nowhere, an empty result', () =>
      inPanel(bench, async ({ page, url }) => {
        await page.goto(`${url}#/?record=${'0'.repeat(24)}`);
        await page.getByText('There is no such record').waitFor();
        await page.goto(`${url}#/nowhere`);
        await page.getByText('There is no such page').waitFor();
        await page.goto(`${url}#/?q=user:unknown`);
        await page.getByText('No records here').waitFor();
        await page.getByRole('button', { name: 'Remove all filters' }).click();
        await page.locator('.records-space .row').first().waitFor();
      }));

    it('an answer that takes its time shows bars meanwhile', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        server.bent.set('records', { status: 0, body: null });
        await signIn(page, url, TOKEN);
        await page.locator('.explorer-records .skeleton').waitFor();
      }));
  });
}
