import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityLog } from 'nestjs-activity-tracker';
import { recordMaker } from '../apps/sample/src/demo/records/record-maker.js';
import { adminToken, panelBrowser, ROWS, signIn } from './support/panel-in-browser.js';
import { type PlatformName, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('lamps')
class LampsController {
  @Get(':id')
  find(@Param('id') id: string): object {
    return { id, note: 'a brass lamp' };
  }

  @Post()
  create(): object {
    return { id: 2 };
  }
}

const COUNT = 2_000;
const DAYS = 14;

/** One host of each kind; what depends on both, `panel.browser.spec.ts` tries in all ways. */
const HOSTS: readonly [host: string, platform: PlatformName, prefix: string][] = [
  ['a plain host on Express', 'express', ''],
  ['a global prefix on Fastify', 'fastify', '/shop/api'],
];

/** Statistics have a second; on a busy machine the first answers may say that they are incomplete, and one asks again. */
async function counted(page: Page, selector: string): Promise<void> {
  const found = async () => {
    await page.locator('.page h1').waitFor();
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
    const count = await page.locator(selector).count();
    // A page that loads again would have lost its token.
    if (count === 0) await page.getByRole('button', { name: 'Refresh' }).click();
    return count;
  };
  await expect.poll(found).toBeGreaterThan(0);
}

describe('The panel over a real app', () => {
  const inTab = panelBrowser();

  describe.each(HOSTS)('%s', (_, platform, prefix) => {
    let app: TrackedApp;
    let records: ActivityLog[];

    beforeAll(async () => {
      app = await tracked(platform, {
        controllers: [LampsController],
        configure: (nest) => void (prefix && nest.setGlobalPrefix(prefix)),
      });
      const next = recordMaker({ count: COUNT, days: DAYS, end: Date.now() - 60_000, users: 60 });
      records = Array.from({ length: COUNT }, () => next() as unknown as ActivityLog);
      await app.store.insert(records);
    }, 180_000);
    afterAll(() => app?.close());

    /** A signed-in tab; the API refused nothing but what is meant to be. */
    const signedIn = (test: (page: Page, url: string) => Promise<void>, meant: readonly number[] = []): Promise<void> =>
      inTab(app.url, async ({ page }) => {
        const refused: string[] = [];
        page.on('response', (response) => {
          if (response.status() >= 400 && !meant.includes(response.status()))
            refused.push(`${response.status()} ${response.url()}`);
        });
        await signIn(page, `${app.url}${prefix}/activity-logs/admin`, adminToken(app));
        await test(page, page.url().split('#')[0]!);
        expect(refused).toEqual([]);
      });
    const within = (days: number) =>
      records.filter(({ created_time }) => created_time.getTime() >= Date.now() - days * 86_400_000);
    const rows = (page: Page) => page.locator(ROWS);

    it(
      'shows the log, and finds in it by status, by person, by text, by time',
      () =>
        signedIn(async (page, url) => {
          await rows(page).first().waitFor();
          await expect.poll(() => page.locator('.bar').count()).toBeGreaterThan(20);
          await page
            .getByRole('button', { name: /5xx Server error/ })
            .first()
            .click();
          await page.waitForURL(/status%3A5xx/);
          const failed = within(7).filter(({ status_code }) => (status_code ?? 0) >= 500);
          await expect.poll(() => page.locator('.records-count').innerText()).toBe(`${failed.length} records`);
          const person = String(within(7).find(({ user_id }) => user_id !== null)!.user_id);
          await page.goto(`${url}#/?q=user%3A${person}+since%3A7d`);
          await expect.poll(() => page.locator('[role=gridcell][data-column=person]').first().innerText()).toBe(person);
          await page.goto(`${url}#/?q=%22Already+changed+by+another+user%22`);
          await expect
            .poll(
              async () => {
                // On a busy machine the time for one search may not reach so far back.
                const further = page.getByRole('button', { name: 'Search further back' });
                if (await further.isEnabled({ timeout: 100 }).catch(() => false)) await further.click();
                return page.locator('[role=gridcell][data-column=status]').allInnerTexts();
              },
              { timeout: 90_000 },
            )
            .toEqual(expect.arrayContaining(['409']));
          await page.goto(`${url}#/`);
          const plot = page.locator('.histogram-plot');
          const box = (await plot.boundingBox())!;
          await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
          await page.mouse.down();
          await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
          await page.mouse.up();
          await page.waitForURL(/from%3A.*to%3A/);
          await rows(page).first().waitFor();
          await page.goto(`${url}#/?q=`);
          await expect.poll(() => page.locator('.records-count').innerText()).toBe('2,000 records');
          await expect.poll(() => page.locator('.histogram-tick').count()).toBeGreaterThan(3);
        }),
      180_000,
    );

    it('shows where a query is wrong, and what was meant', () =>
      signedIn(
        async (page) => {
          await page.locator('#query').fill('user:1 stats:5xx');
          await page.locator('#query').press('Enter');
          await page.locator('.query-place mark').waitFor();
          expect(await page.locator('.query-place mark').innerText()).toBe('stats');
          await page.locator('.query-problem', { hasText: 'Did you mean status?' }).waitFor();
        },
        [400],
      ));

    it('opens a record in each of its parts', () =>
      signedIn(async (page, url) => {
        const posted = within(7).find(({ method, body }) => method === 'POST' && body !== null)!;
        for (const tab of ['overview', 'request', 'response', 'headers', 'related', 'raw']) {
          await page.goto(`${url}#/?record=${String(posted._id)}&tab=${tab}`);
          await page.locator('.drawer .tab-content:not([hidden]) > *').first().waitFor();
        }
        const other = within(7).find(({ method, _id }) => method === 'POST' && _id !== posted._id)!;
        await page.goto(`${url}#/?record=${String(posted._id)}&compare=${String(other._id)}`);
        await page.locator('.difference').first().waitFor();
      }));

    it(
      'has people, routes, figures, health',
      () =>
        signedIn(async (page, url) => {
          await page.goto(`${url}#/people`);
          const first = page.locator('.table tbody tr').first();
          await counted(page, '.table tbody tr');
          await page.locator('.sparkline').first().waitFor();
          await page.getByLabel('Sort by').selectOption('errors');
          await page.waitForURL(/sort=errors/);
          await first.getByRole('link').click();
          await page.locator('.session').first().waitFor();
          await page.locator('.histogram .bar').first().waitFor();
          // What only the API behind it can say.
          await expect.poll(() => page.locator('.figure-list').innerText()).toMatch(/First seen\n.* ago/);
          await expect.poll(() => page.locator('.person-address').count()).toBeGreaterThan(0);
          for (const range of ['', '?q=']) {
            await page.goto(`${url}#/routes${range}`);
            await counted(page, '.table tbody tr');
            await expect.poll(() => page.locator('.routes-never').innerText()).toContain('2 routes never called');
            await page.goto(`${url}#/overview${range}`);
            await counted(page, '.overview-movers li');
            await page.locator('.histogram .bar').first().waitFor();
          }
          await page.goto(`${url}#/health`);
          await page.getByText('All is well').waitFor();
        }),
      180_000,
    );

    it('follows live, exports, erases', () =>
      signedIn(async (page, url) => {
        await rows(page).first().waitFor();
        const live = page.waitForResponse((response) => response.url().includes('/live'));
        await page.getByRole('button', { name: 'Live' }).click();
        await live;
        await app.get(`${prefix}/lamps/7`, { as: 77 });
        await app.tracker.flush();
        await page.getByText('Lamps.find').first().waitFor();
        await page.goto(`${url}#/?q=user%3A77`);
        await page.getByRole('button', { name: 'Export' }).click();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page
            .getByRole('radio', { name: /CSV/ })
            .check()
            .then(() => page.getByLabel('Reason').fill('asked for it by letter'))
            .then(() => page.locator('dialog').getByRole('button', { name: 'Export', exact: true }).click()),
        ]);
        expect(download.suggestedFilename()).toMatch(/\.csv$/);
        await page.goto(`${url}#/people/77`);
        await page.getByRole('button', { name: 'Erase …' }).click();
        await page.getByRole('button', { name: 'First look at what it would do' }).click();
        await page.getByLabel('Reason').fill('asked for it by letter');
        await page.getByLabel('Type 77 to confirm').fill('77');
        await page.getByRole('button', { name: 'Erase now' }).click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        expect(await app.records({ user_id: 77 })).toEqual([]);
      }));
  });
});
