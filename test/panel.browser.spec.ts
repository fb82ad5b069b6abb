import { readFileSync } from 'node:fs';
import { Body, Controller, HttpCode, Post, UnauthorizedException } from '@nestjs/common';
import { Types } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ADMIN,
  adminToken,
  ask,
  counted,
  panelAt,
  panelBrowser,
  type PanelTab,
  pathsOf,
  ROWS,
  signIn,
} from './support/panel-in-browser.js';
import { Orders } from './support/orders.js';
import { PLATFORMS, type Setting, settled, sign, tracked, type TrackedApp } from './support/tracked-app.js';

const DAY_MS = 86_400_000;

@Controller('orders')
class OrdersController extends Orders {
  @Post()
  create(@Body() body: object): object {
    return { id: 2, ...body };
  }
}

@Controller('auth')
class AuthController {
  @Post('login')
  @HttpCode(200)
  login(@Body() { email, password }: Record<string, string>): object {
    if (email !== 'ada@shop.example' || password !== 'correct horse') throw new UnauthorizedException();
    return { data: { access: sign({ user_id: 'ada', token_type: 'access', ...ADMIN }) } };
  }
}

async function callsOf(app: TrackedApp, base: string): Promise<void> {
  for (let id = 1; id <= 4; id++) await app.get(`${base}/orders/${id}`, { as: 42 });
  await app.get(`${base}/orders/404`, { as: 43 });
  await app.post(`${base}/orders`, { note: 'a brass lamp, please' }, { as: 42 });
  const [record] = await app.records();
  await app.store.insert([
    {
      ...record!,
      _id: new Types.ObjectId(),
      url_path: '/orders/old',
      created_time: new Date(Date.now() - 5 * DAY_MS),
    },
  ]);
}

const HOSTS = PLATFORMS.flatMap((platform) => [
  { host: platform, platform, base: '' },
  { host: `${platform} with a global prefix`, platform, base: '/api/v1' },
]);

describe('the panel of a running app in a browser', () => {
  const inTab = panelBrowser();

  describe.each(HOSTS)('on $host', ({ platform, base }) => {
    let app: TrackedApp;
    afterEach(async () => {
      vi.useRealTimers();
      await app.close();
    });

    const start = async (setting: Setting = {}) => {
      app = await tracked(platform, {
        controllers: [OrdersController, AuthController],
        configure: (nest) => void (base && nest.setGlobalPrefix(base)),
        ...setting,
      });
      await callsOf(app, base);
    };
    const inPanel = (test: (tab: PanelTab & { url: string }) => Promise<void>) =>
      inTab(app.url, (tab) => test({ ...tab, url: panelAt(app.url, base) }));
    const signedIn = (test: (tab: PanelTab & { url: string }) => Promise<void>) =>
      inPanel(async (tab) => {
        await signIn(tab.page, tab.url, adminToken(app));
        await tab.page.locator(ROWS).first().waitFor();
        await test(tab);
      });

    describe('with a token', () => {
      beforeEach(() => start());

      it('finds a record by text, by person, by status; all of it is in the address', () =>
        signedIn(async ({ page, url }) => {
          await expect.poll(() => counted(page)).toBe('7 records');
          await ask(page, '"brass lamp"');
          await expect.poll(() => pathsOf(page)).toEqual([`${base}/orders`]);
          await ask(page, 'user:43');
          await expect.poll(() => pathsOf(page)).toEqual([`${base}/orders/404`]);
          await ask(page, '');
          await page.getByRole('button', { name: /4xx/ }).first().click();
          await page.waitForURL(/q=status%3A4xx/);
          await expect.poll(() => counted(page)).toBe('1 record');
          await page.goBack();
          await expect.poll(() => counted(page)).toBe('7 records');
          await page.goForward();
          await expect.poll(() => pathsOf(page)).toEqual([`${base}/orders/404`]);
          await page.evaluate(`location.hash = '#/?q=user%3A42+-method%3APOST'`);
          await expect.poll(() => counted(page)).toBe('5 records');
          expect(page.url().startsWith(url)).toBe(true);
          expect(page.url()).not.toContain(adminToken(app).slice(0, 20));
        }));

      it('finds by a stretch of the histogram', () =>
        signedIn(async ({ page }) => {
          const plot = page.locator('.histogram-plot');
          await plot.waitFor();
          const { x, y, width, height } = (await plot.boundingBox())!;
          await page.mouse.move(x + width * 0.1, y + height / 2);
          await page.mouse.down();
          await page.mouse.move(x + width * 0.6, y + height / 2);
          await page.mouse.up();
          await page.waitForURL(/from%3A.*to%3A/);
          await expect.poll(() => pathsOf(page)).toEqual(['/orders/old']);
        }));

      it('opens a record by keyboard, and copies it as cURL', () =>
        signedIn(async ({ page }) => {
          await ask(page, 'method:POST');
          await expect.poll(() => counted(page)).toBe('1 record');
          const list = page.locator('#records');
          await list.focus();
          await list.press('ArrowDown');
          await list.press('Enter');
          await page.locator('.drawer .tab-content dl').waitFor();
          await page.getByRole('tab', { name: 'Request' }).click();
          await page.getByText('a brass lamp, please').waitFor();
          await page.getByRole('button', { name: 'Copy as cURL' }).click();
          const clipboard = () => page.evaluate('navigator.clipboard.readText()');
          await expect.poll(clipboard).toContain(`--url '${app.url}${base}/orders'`);
          const command = String(await clipboard());
          expect(command).toContain(`--data-raw '{"note":"a brass lamp, please"}'`);
          expect(command).toContain("--header 'authorization: ***FILTERED***'");
          await page.keyboard.press('Escape');
          await page.locator('.drawer').waitFor({ state: 'detached' });
        }));

      it('exports what is filtered', () =>
        signedIn(async ({ page }) => {
          await ask(page, 'status:4xx');
          await expect.poll(() => counted(page)).toBe('1 record');
          await page.getByRole('button', { name: 'Export' }).click();
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page
              .getByRole('radio', { name: /NDJSON/ })
              .check()
              .then(() => page.locator('dialog').getByRole('button', { name: 'Export' }).click()),
          ]);
          const lines = readFileSync(await download.path(), 'utf8')
            .trim()
            .split('\n');
          expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
            { user_id: 43, url_path: `${base}/orders/404`, status_code: 404 },
          ]);
        }));

      it('shows a call as it arrives', () =>
        signedIn(async ({ page }) => {
          const live = page.waitForResponse(/\/api\/live/);
          await page.getByRole('button', { name: 'Live' }).click();
          expect((await live).status()).toBe(200);
          await settled();
          await app.get(`${base}/orders/77`, { as: 42 });
          await app.tracker.flush();
          await page.getByText(`${base}/orders/77`).waitFor();
          await page.getByRole('button', { name: 'Live' }).click();
        }));

      it('goes on where it was after the token has run out', () =>
        signedIn(async ({ page }) => {
          await ask(page, 'status:4xx');
          await page.locator(ROWS).first().click();
          await page.getByRole('tab', { name: 'Headers' }).click();
          await page.waitForURL(/record=.*tab=headers/);
          const place = page.url();
          vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
          await page.getByRole('tab', { name: 'Related' }).click();
          const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
          await dialog.waitFor();
          await expect.poll(() => pathsOf(page)).toEqual([`${base}/orders/404`]);
          await dialog.locator('input[name=token]').fill(adminToken(app));
          await dialog.locator('button[type=submit]').click();
          await dialog.waitFor({ state: 'detached' });
          await page.getByText('Nothing related was found.').waitFor();
          expect(page.url()).toBe(place.replace('tab=headers', 'tab=related'));
          await ask(page, 'status:4xx user:43');
          await expect.poll(() => counted(page)).toBe('1 record');
        }));

      it('says so to whom the token gives no permission, and shows nothing', () =>
        inPanel(async ({ page, url, requests }) => {
          await page.goto(url);
          await page.locator('input[name=token]').fill(app.token(42, { permissions: ['other'] }));
          await page.locator('button[type=submit]').click();
          await page.getByText('You may not see the activity log').waitFor();
          await page.getByText('Missing permission "activity_tracker.view_activity_log"').waitFor();
          expect(requests.flatMap((address) => address.split('/admin/api/').slice(1))).toEqual(['settings']);
        }));
    });

    it('signs in through the host’s own route', async () => {
      await start({
        options: {
          admin: { login: { url: `${base}/auth/login`, fields: ['email', 'password'], tokenPath: 'data.access' } },
        },
      });
      await inPanel(async ({ page, url }) => {
        await page.goto(url);
        const fill = async (password: string) => {
          await page.getByLabel('email').fill('ada@shop.example');
          await page.locator('input[name=password]').fill(password);
          await page.locator('button[type=submit]').click();
        };
        await fill('wrong');
        await page.getByText('That was not accepted').waitFor();
        await fill('correct horse');
        await page.locator(ROWS).first().waitFor();
      });
    });

    it('takes the host’s session, and erases a person in it', async () => {
      await start({
        options: {
          resolveUser: (request) => {
            const { cookie, 'x-user': user } = (request as { headers: Record<string, string | undefined> }).headers;
            if (user) return { id: Number(user), payload: {} };
            return cookie === 'sid=1' ? { id: 1, payload: ADMIN } : null;
          },
        },
      });
      for (let id = 5; id <= 6; id++) await app.get(`${base}/orders/${id}`, { headers: { 'x-user': '44' } });
      expect(await app.records({ user_id: 44 })).toHaveLength(2);
      await inPanel(async ({ page, context, url }) => {
        await context.addCookies([{ name: 'sid', value: '1', url: app.url }]);
        await page.goto(`${url}#/people/44`);
        await page.getByRole('button', { name: 'Erase …' }).click();
        await page.getByRole('button', { name: 'First look at what it would do' }).click();
        await page.getByText('This cannot be undone.').waitFor();
        expect(await app.records({ user_id: 44 })).toHaveLength(2);
        await page.getByLabel('Reason').fill('asked for it by letter');
        await page.getByLabel('Type 44 to confirm').fill('44');
        await page.getByRole('button', { name: 'Erase now' }).click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        await expect.poll(() => app.records({ user_id: 44 })).toEqual([]);
      });
    });
  });
});
