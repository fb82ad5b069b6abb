import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

const ROWS = '.records-space .row';

async function signInKept(page: Page, token = TOKEN): Promise<void> {
  await page.getByLabel(/Keep me signed in/).check();
  await page.locator('input[name=token]').fill(token);
  await page.locator('button[type=submit]').click();
}

const signOut = async (page: Page) => {
  await page.getByRole('button', { name: 'Preferences' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
};

const stored = (page: Page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, document.cookie, history.state]));

export function tabs(bench: Bench): void {
  describe('several tabs', () => {
    it('hand each other a token that is kept, and sign out together', () =>
      inPanel(bench, { signedIn: false }, async ({ page, context, url }) => {
        await page.goto(url);
        await signInKept(page);
        await page.locator(ROWS).first().waitFor();
        const second = await context.newPage();
        await second.goto(url + (await page.locator('.row-link').first().getAttribute('href')));
        await second.locator('.drawer .tab-content dl').waitFor();
        await page.close();
        await second.reload();
        await second.locator('.drawer .tab-content dl').waitFor();
        const third = await context.newPage();
        await third.goto(`${url}#/people`);
        await third.locator('.table tbody tr').first().waitFor();
        for (const tab of [second, third]) expect(await stored(tab)).not.toContain(TOKEN);
        await signOut(third);
        await second.locator('input[name=token]').waitFor();
        await expect.poll(() => second.evaluate(() => sessionStorage.length)).toBe(0);
      }));

    it('share nothing where the reader did not ask for it', () =>
      inPanel(bench, async ({ page, context, url }) => {
        await page.locator(ROWS).first().waitFor();
        const second = await context.newPage();
        await second.goto(url);
        await signInKept(second);
        await second.locator(ROWS).first().waitFor();
        await signOut(second);
        await second.locator('input[name=token]').waitFor();
        expect(await page.locator(ROWS).count()).toBeGreaterThan(10);
      }));

    it('give no token to a page of another origin, or to a panel in a frame of any page', () =>
      inPanel(bench, { signedIn: false }, async ({ page, context, url }) => {
        await page.goto(url);
        await signInKept(page);
        await page.locator(ROWS).first().waitFor();
        const asking = `<!doctype html><title>asks</title><script>
            heard = [];
            channel = new BroadcastChannel('activity-tracker ${new URL(url).pathname}');
            channel.onmessage = ({ data }) => heard.push(data);
            channel.postMessage({ kind: 'ask' });
          </script>`;
        const respond = (address: string, body: string) =>
          context.route(address, (route) => route.fulfill({ contentType: 'text/html', body }));
        for (const address of [`${url}asking`, 'http://elsewhere.test/']) await respond(address, asking);
        const framing = `<!doctype html><title>frames</title><iframe src="${url}"></iframe>`;
        for (const address of [`${url}frames`, 'http://frames.test/']) await respond(address, framing);
        const [elsewhere, here] = [await context.newPage(), await context.newPage()];
        await elsewhere.goto('http://elsewhere.test/');
        await here.goto(`${url}asking`);
        const heardBy = (tab: Page) => tab.evaluate('JSON.stringify(heard)');
        await expect.poll(() => heardBy(here)).toContain(TOKEN);
        expect(await heardBy(elsewhere)).toBe('[]');
        // As behind a proxy that removes the headers against frames.
        await context.route(url, async (route) => {
          const { headers, ...answer } = await route.fetch().then(async (response) => ({
            status: response.status(),
            headers: response.headers(),
            body: await response.body(),
          }));
          const kept = Object.entries(headers).filter(
            ([name]) => !/^(?:content-security-policy|x-frame-options)$/.test(name),
          );
          await route.fulfill({ ...answer, headers: Object.fromEntries(kept) });
        });
        for (const address of ['http://frames.test/', `${url}frames`]) {
          await elsewhere.goto(address);
          const framed = elsewhere.frameLocator('iframe');
          await framed.locator('input[name=token]').waitFor();
          expect(await framed.locator(ROWS).count()).toBe(0);
        }
      }));

    it('whose session ended go on when one of them signs in again', () =>
      inPanel(bench, { signedIn: false }, async ({ page, context, url, server }) => {
        await page.goto(url);
        await signInKept(page);
        await page.locator(ROWS).first().waitFor();
        const second = await context.newPage();
        await second.goto(url);
        await second.locator(ROWS).first().waitFor();
        server.tokens = new Set(['newer']);
        for (const tab of [page, second]) {
          await tab.getByRole('button', { name: 'Refresh' }).click();
          await tab.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
        }
        await second.getByLabel(/Keep me signed in/).check();
        await second.locator('dialog input[name=token]').fill('newer');
        await second.locator('dialog button[type=submit]').click();
        for (const tab of [second, page]) await tab.locator('dialog').waitFor({ state: 'detached' });
      }));
  });

  describe('a session', () => {
    it('works where the browser forbids storage, and channels between tabs with it', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url }) => {
        await page.addInitScript(() => {
          const refuse = function () {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          };
          for (const name of ['localStorage', 'sessionStorage'])
            Object.defineProperty(globalThis, name, { get: refuse });
          Object.assign(globalThis, { BroadcastChannel: refuse });
        });
        await page.goto(url);
        await signInKept(page);
        await page.locator(ROWS).first().waitFor();
        await page.getByRole('link', { name: 'People' }).click();
        await page.locator('.table tbody tr').first().waitFor();
        await signOut(page);
        await page.locator('input[name=token]').waitFor();
      }));

    it('that began again is not ended by a late refusal of the token before', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator(ROWS).first().waitFor();
        let send = () => {};
        const sent = new Promise<void>((resolve) => (send = resolve));
        await page.route('**/api/export**', async (route) => {
          await sent;
          await route.continue();
        });
        await page.getByRole('button', { name: 'Export' }).click();
        await page.locator('dialog').getByRole('button', { name: 'Export' }).click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        server.tokens = new Set(['newer']);
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
        await page.locator('dialog input[name=token]').fill('newer');
        await page.locator('dialog button[type=submit]').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        const refused = page.waitForResponse(/\/api\/export/);
        send();
        expect((await refused).status()).toBe(401);
        await page.getByText('This could not be loaded: Unauthorized').waitFor();
        expect(await page.locator('dialog').count()).toBe(0);
      }));

    it('that another tab ends while it begins does not begin', () =>
      inPanel(bench, { signedIn: false }, async ({ page, context, server, url }) => {
        await page.goto(url);
        await signInKept(page);
        await page.locator(ROWS).first().waitFor();
        const held = server.hold('settings');
        const second = await context.newPage();
        const asked = second.waitForRequest(/api\/settings/);
        await second.goto(url);
        await asked;
        await signOut(page);
        await second.locator('input[name=token]').waitFor();
        held.release();
        await second.waitForResponse(/api\/settings/).catch(() => {});
        await second.evaluate(() => new Promise(requestAnimationFrame));
        expect(await second.locator('input[name=token]').count()).toBe(1);
        expect(await second.locator('dialog, .shell').count()).toBe(0);
      }));

    it('of another person shows no questions of the one before', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.goto(`${url}#/?q=user%3Aasked-before`);
        await page.getByText('No records here').waitFor();
        const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
        await page.goto(`${url}#/people?q=status%3A2xx`);
        await page.locator('.table tbody tr').first().waitFor();
        await expect.poll(kept).toContain('asked-before');
        server.tokens = new Set(['of another']);
        server.settings = { ...server.settings, user: { user_id: 'other' } };
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.locator('dialog input[name=token]').fill('of another');
        await page.locator('dialog button[type=submit]').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        expect(await kept()).not.toContain('asked-before');
      }));
  });

  describe('a session of the application, by cookie', () => {
    it('is ended by the application, and begun again there while the page stays', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        server.config = { ...server.config, cookie: true, loginUrl: '/shop/sign-in', logoutUrl: '/shop/sign-out' };
        server.tokens.add('');
        await page.goto(url);
        await page.locator(ROWS).first().waitFor();
        server.tokens.clear();
        await page.locator('#query').fill('status:5xx');
        await page.locator('#query').press('Enter');
        const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
        const link = dialog.getByRole('link', { name: /Sign in to the application/ });
        expect([await link.getAttribute('href'), await link.getAttribute('target')]).toEqual([
          new URL('/shop/sign-in', url).href,
          '_blank',
        ]);
        await dialog.getByRole('button', { name: 'Continue' }).click();
        await dialog.waitFor();
        server.tokens.add('');
        await page.evaluate(() => dispatchEvent(new Event('focus')));
        await dialog.waitFor({ state: 'detached' });
        expect(await page.locator('#query').inputValue()).toBe('status:5xx');
        await page.locator(ROWS).first().waitFor();
        await Promise.all([page.waitForURL(/\/shop\/sign-out$/), signOut(page)]);
      }));

    it('that is missing is begun there', () =>
      inPanel(bench, { signedIn: false }, async ({ page, url, server }) => {
        server.config = { ...server.config, cookie: true, loginUrl: './sign-in' };
        await page.goto(url);
        expect(await page.getByRole('link', { name: 'Sign in to the application' }).getAttribute('href')).toBe(
          `${url}sign-in`,
        );
      }));
  });
}
