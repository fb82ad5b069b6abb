import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Bench, inPanel } from '../support/panel-tests';

const ROWS = '.records-space .row';

export function explorer(bench: Bench): void {
  describe('the explorer', () => {
    it('has the table on the first screen, under a low histogram', () =>
      inPanel(bench, async ({ page }) => {
        await page.locator(ROWS).first().waitFor();
        const histogram = (await page.locator('.histogram').boundingBox())!;
        expect(histogram.height).toBeLessThanOrEqual(120);
        const seen = () =>
          page
            .locator(ROWS)
            .evaluateAll((rows) => rows.filter((row) => row.getBoundingClientRect().bottom <= 800).length);
        await expect.poll(seen).toBeGreaterThanOrEqual(10);
      }));

    it('finds by text, by person, by status; all of it is in the address, back and forward', () =>
      inPanel(bench, async ({ page, server }) => {
        const count = () => page.locator('.records-count').innerText();
        const expectCount = (q: string) =>
          expect.poll(count).toBe(`${server.api.matching(q).length.toLocaleString('en')} records`);
        await expectCount('since:7d');
        await page.locator('#query').fill('"please ring twice"');
        await page.locator('#query').press('Enter');
        await expectCount('"please ring twice" since:7d');
        await page
          .getByRole('button', { name: /5xx Server error/ })
          .first()
          .click();
        await expectCount('"please ring twice" status:5xx since:7d');
        expect(await page.locator('#query').inputValue()).toBe('"please ring twice" status:5xx');
        await page.locator('.chip-remove').first().click();
        await expectCount('status:5xx since:7d');
        await page.goBack();
        await expectCount('"please ring twice" status:5xx since:7d');
        await page.goBack();
        await page.goBack();
        await expectCount('since:7d');
        await page.goForward();
        await expectCount('"please ring twice" since:7d');
        const user = String(server.api.records.find(({ user_id }) => user_id !== null)!.user_id);
        await page.goto(`${page.url().split('#')[0]}#/?q=user:${user}`);
        await expectCount(`user:${user}`);
        expect(await page.locator('[role=gridcell][data-column=person]').allInnerTexts()).toEqual(
          expect.arrayContaining([user]),
        );
      }));

    it('has its time chosen by dragging over the histogram, and by keyboard', () =>
      inPanel(bench, async ({ page }) => {
        const plot = page.locator('.histogram-plot');
        await plot.waitFor();
        const { x, y, width, height } = (await plot.boundingBox())!;
        await page.mouse.move(x + width * 0.5, y + height / 2);
        await page.mouse.down();
        await page.mouse.move(x + width * 0.75, y + height / 2);
        await page.mouse.up();
        await page.waitForURL(/from%3A.*to%3A/);
        const [from, to] = [...decodeURIComponent(page.url()).matchAll(/(?:from|to):(\S+?Z)/g)].map(([, time]) =>
          Date.parse(time!),
        );
        expect((to! - from!) / 86_400_000).toBeCloseTo(7 * 0.25, 0);
        await expect.poll(() => page.locator('.time-choice').innerText()).toContain('–');
        await page.goBack();
        await plot.focus();
        for (const key of ['ArrowLeft', 'ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter'])
          await plot.press(key);
        await page.waitForURL(/from%3A.*to%3A/);
      }));

    it('completes, and shows where a query is not understood', () =>
      inPanel(bench, async ({ page }) => {
        const query = page.locator('#query');
        await page.locator('.facet').first().waitFor();
        await query.click();
        await query.pressSequentially('sta');
        await page.getByRole('option', { name: /status:/ }).waitFor();
        await query.press('ArrowDown');
        await query.press('Enter');
        await query.pressSequentially('5');
        await page.getByRole('option', { name: /5xx/ }).first().waitFor();
        await query.press('ArrowDown');
        await query.press('Enter');
        await expect.poll(() => query.inputValue()).toBe('status:5xx ');
        await query.fill('user:1 stats:5xx');
        await query.press('Enter');
        await page.locator('.query-problem').waitFor();
        await expect.poll(() => page.locator('.query-place mark').innerText()).toBe('stats');
        await expect.poll(() => page.locator('.query-problem').innerText()).toContain('Did you mean status?');
        await expect.poll(() => query.getAttribute('aria-invalid')).toBe('true');
      }));

    it('holds few rows at a time, however far one goes', () =>
      inPanel(bench, async ({ page }) => {
        await page.locator(ROWS).first().waitFor();
        await page.locator('#records').focus();
        const reached = async () => {
          await page.locator('#records').press('End');
          return Number(await page.locator('.row-selected').getAttribute('aria-rowindex'));
        };
        await expect.poll(reached).toBeGreaterThan(300);
        expect(await page.locator(ROWS).count()).toBeLessThan(60);
      }));

    it('keeps the row that aria-activedescendant names when one scrolls away from it', () =>
      inPanel(bench, async ({ page }) => {
        await page.locator(ROWS).first().click();
        await page.locator('.drawer .tab-content dl').waitFor();
        const grid = page.locator('#records');
        await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
        await page.locator(`${ROWS}[aria-rowindex="3"]`).waitFor({ state: 'detached' });
        const named = await grid.getAttribute('aria-activedescendant');
        expect(await page.locator(`[id="${named}"]`).getAttribute('aria-rowindex')).toBe('2');
        expect(await page.locator(ROWS).count()).toBeLessThan(60);
      }));

    it('calls events that are no requests by another name', () =>
      inPanel(bench, async ({ page, server }) => {
        await page
          .locator('.facet', { hasText: 'Status' })
          .getByRole('button', { name: /^Event, not a call/ })
          .click();
        const events = server.api.matching('status:none method:none since:7d');
        await expect.poll(() => page.locator('.records-count').innerText()).toBe(`${events.length} records`);
        expect(new Set(await page.locator('[role=gridcell][data-column=status]').allInnerTexts())).toEqual(
          new Set(['event']),
        );
        await page.locator(ROWS).first().click();
        await page.locator('.drawer .tab-content dl').waitFor();
        expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Overview', 'Data', 'Related', 'Raw']);
        expect(await page.locator('.drawer .tab-content dl').innerText()).not.toMatch(/URL|Duration|Country/);
      }));

    it('asks again by the button, by a key, as often as is chosen, and for the same question', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator(ROWS).first().waitFor();
        await page.clock.install();
        const asked = () => server.requests.filter(({ path }) => path === 'records').length;
        const count = page.locator('.records-count');
        const first = Number((await count.innerText()).replaceAll(/\D/g, ''));
        const arrive = () =>
          server.api.records.unshift({
            ...server.api.records[0]!,
            _id: String(server.api.records.length).padStart(24, '0'),
            created_time: new Date(server.now).toISOString(),
          });
        const shows = (more: number) =>
          expect.poll(() => count.innerText()).toBe(`${(first + more).toLocaleString('en')} records`);
        arrive();
        await page.getByRole('button', { name: 'Refresh' }).click();
        await shows(1);
        arrive();
        await page.locator('#records').press('r');
        await shows(2);
        arrive();
        await page.locator('#query').press('Enter');
        await shows(3);
        await page.getByRole('button', { name: 'Preferences' }).click();
        await page.getByText('Signed in as admin').waitFor();
        await page.getByLabel('Refresh every').selectOption('60');
        await page.keyboard.press('Escape');
        arrive();
        const before = asked();
        await page.clock.runFor(59_000);
        expect(asked()).toBe(before);
        await page.clock.runFor(1_000);
        await shows(4);
        expect(await page.locator('.shell-name').innerText()).toBe('admin');
      }));

    it('exports what is asked for', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator('#query').fill('status:5xx');
        await page.locator('#query').press('Enter');
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('radio', { name: /NDJSON/ }).check();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.locator('dialog').getByRole('button', { name: 'Export' }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(/^activity-.*\.ndjson$/);
        const lines = readFileSync(await download.path(), 'utf8')
          .trim()
          .split('\n');
        expect(lines).toHaveLength(server.api.matching('status:5xx since:7d').length);
        expect(server.requests.findLast(({ path }) => path === 'export')?.query.get('q')).toBe('status:5xx since:7d');
      }));

    it('under a flood tells that records were skipped, and asks for the list once in a while', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.goto(`${url}#/?live=1`);
        await expect.poll(() => server.following).toBe(1);
        await page.locator('.records[aria-busy=false]').waitFor();
        const asked = () => server.requests.filter(({ path }) => path === 'records').length;
        const before = asked();
        for (let n = 0; n < 200; n++) server.skip(5);
        await page.getByText('1,000 skipped', { exact: true }).waitFor();
        server.skip(null);
        await page.getByText('some skipped', { exact: true }).waitFor();
        await expect.poll(asked).toBeGreaterThan(before);
        expect(asked()).toBeLessThan(before + 5);
      }));

    it('follows live: shows at once at the top, counts while one reads, can be paused', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator(ROWS).first().waitFor();
        await page.getByRole('button', { name: 'Live' }).click();
        await expect.poll(() => server.following).toBe(1);
        const arrive = (id: number) =>
          server.arrive({
            ...server.api.records[0]!,
            _id: `${id}`.repeat(24),
            url_path: `/arrived/${id}`,
            created_time: new Date().toISOString(),
          });
        arrive(1);
        await page.getByText('/arrived/1').waitFor();
        await page.getByRole('button', { name: 'Pause' }).click();
        arrive(2);
        await page.getByText('1 new').waitFor();
        expect(await page.getByText('/arrived/2').count()).toBe(0);
        await page.getByText('1 new').click();
        await page.getByText('/arrived/2').waitFor();
        expect(page.url()).toContain('live=1');
        const live = server.requests.find(({ path }) => path.startsWith('live'))!;
        expect(live.headers.authorization).toMatch(/^Bearer /);
        await page.getByRole('button', { name: 'Live' }).click();
        await expect.poll(() => server.following).toBe(0);
      }));
  });
}
