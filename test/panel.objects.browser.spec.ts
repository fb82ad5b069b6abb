import { Body, ConflictException, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { activity } from '../libs/activity-tracker/src/storage/port/example-activity.fixture.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adminToken, ask, counted, panelAt, panelBrowser, ROWS, signIn } from './support/panel-in-browser.js';
import { tracked, type TrackedApp } from './support/tracked-app.js';

const LONG = 'a-name-of-sixty-characters-that-has-no-space-to-break-a-line-at';

@Controller('orders')
class OrdersController {
  private order: object = { id: 1787, status: 'open', note: LONG };

  @Get(':id')
  find(): object {
    return this.order;
  }

  @Post(':id')
  refuse(@Param('id') id: string): never {
    throw new ConflictException(id === '0' ? LONG : `Order ${id} is already "paid"`);
  }

  @Patch(':id')
  change(@Body() body: object): object {
    return (this.order = { ...this.order, ...body });
  }
}

describe('finding in the panel', () => {
  const inTab = panelBrowser();
  let app: TrackedApp;

  beforeEach(async () => {
    app = await tracked('express', {
      controllers: [OrdersController],
      options: {
        admin: {
          anomalies: true,
          describeUsers: (ids) =>
            ids.flatMap((id) =>
              ['42', '44'].includes(String(id)) ? [{ id, label: 'Anna Example', detail: 'anna@shop.example' }] : [],
            ),
          findUsers: (text) => ('anna example'.includes(text.toLowerCase()) ? [42] : []),
        },
      },
    });
    await app.get('/orders/1787', { as: LONG });
    await app.fetch('/orders/1787', { method: 'PATCH', as: 42, json: { status: 'cancelled' } });
    await app.get('/orders/1788', { as: 43 });
    await app.tracker.flush();
  });
  afterEach(() => app.close());

  it('tells who cancelled order 1787, on the page of the object, within 853 px', () =>
    inTab(app.url, async ({ page }) => {
      await page.setViewportSize({ width: 853, height: 700 });
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await page.goto(`${panelAt(app.url)}#/objects/order/1787`);
      const change = page.locator('main ol > li').first();
      await expect.poll(() => change.innerText()).toContain('Anna Example');
      expect(await change.locator('th[scope=row], td').allInnerTexts()).toEqual(['status', 'open', 'cancelled']);
      await expect.poll(() => page.locator('main ol > li').count()).toBe(2);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(853);
      await change.getByText('Compare with the call before').click();
      await page.locator('.comparison').waitFor();
    }));

  it('finds people by name, shows it, and says what is close to a misspelled value', () =>
    inTab(app.url, async ({ page }) => {
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await ask(page, 'user:anna');
      await expect.poll(() => counted(page)).toBe('1 record');
      await expect
        .poll(() => page.locator(`${ROWS} [role=gridcell][data-column=person]`).innerText())
        .toBe('Anna Example');
      await page.locator(ROWS).first().click();
      await page.locator('.field-line a', { hasText: 'order/1787' }).waitFor();
      await ask(page, 'name:Orders.chnage');
      await page.getByRole('button', { name: 'name:Orders.change' }).click();
      await expect.poll(() => counted(page)).toBe('1 record');
    }));

  it('tells people of the same name apart by their ids, and names who is signed in', () =>
    inTab(app.url, async ({ page }) => {
      await app.get('/orders/1787', { as: 44 });
      await app.tracker.flush();
      await signIn(page, panelAt(app.url), adminToken(app, 44));
      await expect.poll(() => page.locator('.shell-name').innerText()).toBe('Anna Example');
      await expect.poll(() => page.locator('.shell-name').getAttribute('title')).toContain('Anna Example (44)');
      await page.goto(`${panelAt(app.url)}#/people`);
      await page.getByPlaceholder('Find a person by name or id').waitFor();
      const named = page.locator('.page tbody th', { hasText: 'Anna Example' });
      await expect
        .poll(async () => (await named.allInnerTexts()).sort())
        .toEqual(['Anna Example 42', 'Anna Example 44']);
      await page.goto(`${panelAt(app.url)}#/objects/order/1787`);
      await page.locator('main ol > li', { hasText: 'Anna Example 42' }).waitFor();
      await page.locator('main ol > li', { hasText: 'Anna Example 44' }).waitFor();
      await page.goto(`${panelAt(app.url)}#/people/42`);
      for (const [button, title] of [
        ['Erase …', 'Erase the data of Anna Example (42)'],
        ['Export all data', 'Export all data of Anna Example (42)'],
        ['Legal hold …', 'Place a legal hold on Anna Example (42)'],
      ] as const) {
        await page.getByRole('button', { name: button }).click();
        await page.locator('dialog').getByRole('heading', { name: title }).waitFor();
        await page.keyboard.press('Escape');
      }
    }));

  it('groups errors on Overview by message, and leads to their records, to slow routes and to active people', () =>
    inTab(app.url, async ({ page }) => {
      for (const id of [4711, 4712, 0]) await app.fetch(`/orders/${id}`, { method: 'POST', as: 42 });
      await app.tracker.flush();
      await page.setViewportSize({ width: 853, height: 700 });
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await page.goto(`${panelAt(app.url)}#/overview`);
      const errors = page.locator('section', { has: page.getByRole('heading', { name: 'Errors', exact: true }) });
      await expect
        .poll(() => errors.locator('tbody a').allInnerTexts())
        .toEqual(['Order {number} is already {value}', LONG]);
      await expect.poll(() => errors.innerText()).toContain('3 errors, by route, status and message.');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(853);
      const active = page.locator('section', { has: page.getByRole('heading', { name: 'Most active people' }) });
      await expect.poll(() => active.locator('li').first().innerText()).toContain('Anna Example');
      await page.getByText('No route was called 20 times').waitFor();
      await errors.locator('tbody a').first().click();
      await expect.poll(() => counted(page)).toBe('2 records');
    }));

  it('shows the security of a person, and leads to the records', () =>
    inTab(app.url, async ({ page }) => {
      await page.setViewportSize({ width: 853, height: 700 });
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await page.goto(`${panelAt(app.url)}#/people/42`);
      const security = page.getByRole('region', { name: 'Security' });
      await security.getByText('Nothing unusual in this time.').waitFor();
      expect(await security.innerText()).toContain('Hints, no proof. Compared with all calls since');
      await security.getByText('127.0.0.0/24').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(853);
      await security.getByRole('link', { name: '0 refused calls' }).click();
      await expect.poll(() => page.locator('.chip').allInnerTexts()).toContain('user:42');
    }));

  it('tells what is unusual in words of the reader, and searches in the calls of a person', () =>
    inTab(app.url, async ({ page }) => {
      const minutes = (count: number) => new Date(Date.now() - count * 60_000);
      const calls = [
        ...[60_000, 31].map((ago) => activity({ user_id: 42, country: 'Germany', created_time: minutes(ago) })),
        activity({ user_id: 42, country: 'Japan', created_time: minutes(30) }),
        ...Array.from({ length: 10 }, () => activity({ user_id: 42, status_code: 403, created_time: minutes(20) })),
      ];
      await app.store.insert(calls);
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await page.goto(`${panelAt(app.url)}#/people/42`);
      const security = page.getByRole('region', { name: 'Security' });
      const told = () => security.locator('li').allInnerTexts();
      await expect
        .poll(told)
        .toContainEqual(expect.stringMatching(/^Impossible travel Germany to Japan: [89],\d{3} km in 1 min/));
      expect(await told()).toContainEqual(expect.stringMatching(/^Many refused calls 10 calls within 1 sec/));
      await ask(page, 'country:Japan');
      await expect.poll(() => page.locator('.page .chip').allInnerTexts()).toEqual(['country:Japan']);
      const figures = page.locator('.figure dd');
      await expect.poll(() => figures.first().innerText()).toBe('1');
      await expect.poll(() => page.locator('.session-list .session').count()).toBe(1);
      await page.getByText('Filters', { exact: true }).click();
      await expect.poll(() => page.locator('.facet-button', { hasText: /^2xx/ }).innerText()).toContain('1');
      await ask(page, 'country:Japan "no such words"');
      await expect
        .poll(() => page.locator('.chip').allInnerTexts())
        .toEqual(['user:42', 'country:Japan', '"no such words"']);
    }));

  it('filters a page of figures by a click on a facet', () =>
    inTab(app.url, async ({ page }) => {
      await page.setViewportSize({ width: 853, height: 700 });
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      for (const name of ['People', 'Routes', 'Overview']) {
        await page.locator('.navigation-link', { hasText: name }).click();
        await page.locator('.page h1', { hasText: name }).waitFor();
        await page.getByText('Filters', { exact: true }).click();
        await page.locator('.facet-button', { hasText: 'PATCH' }).click();
        await expect.poll(() => page.locator('.page .chip').allInnerTexts()).toEqual(['method:PATCH']);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(853);
        await page.locator('.chip-remove').click();
      }
    }));

  it('shows the filter on every page of figures, and keeps it from one to the next', () =>
    inTab(app.url, async ({ page }) => {
      await page.setViewportSize({ width: 853, height: 700 });
      await signIn(page, panelAt(app.url), adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await ask(page, 'method:PATCH brass');
      await page.locator('.chip', { hasText: 'brass' }).waitFor();
      // Figures cannot be counted by words.
      for (const name of ['People', 'Routes', 'Overview']) {
        await page.locator('.navigation-link', { hasText: name }).click();
        await page.locator('.page h1', { hasText: name }).waitFor();
        await expect.poll(() => page.locator('.page .chip').allInnerTexts()).toEqual(['method:PATCH']);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(853);
      }
      await ask(page, 'method:GET');
      await expect.poll(() => page.locator('.figure-cards dd').first().innerText()).toContain('2');
      await page.locator('.navigation-link', { hasText: 'People' }).click();
      await expect.poll(() => page.locator('.page tbody tr').count()).toBe(2);
      await page.locator('.chip-remove').click();
      await expect.poll(() => page.locator('.page tbody tr').count()).toBe(3);
    }));
});
