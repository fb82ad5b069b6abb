import { describe, expect, it } from 'vitest';
import { FAILING_UPKEEP, PREVIEW } from '../support/failing-upkeep';
import { type Bench, inPanel } from '../support/panel-tests';

export function pages(bench: Bench): void {
  describe('people', () => {
    it('are found and sorted, and lead to a person and their sessions', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.getByRole('link', { name: 'People' }).click();
        const rows = page.locator('.table tbody tr');
        await rows.first().waitFor();
        const { people } = server.api.users('since:7d', 'calls', '');
        expect(await rows.locator('th').allInnerTexts()).toEqual(people.map(({ user_id }) => String(user_id)));
        await page.getByLabel('Sort by').selectOption('errors');
        await page.waitForURL(/sort=errors/);
        await page.getByRole('searchbox').fill('user-3@');
        await expect.poll(() => rows.count()).toBe(1);
        await rows.getByRole('link').click();
        await page.getByRole('heading', { name: 'user-3@shop.example' }).waitFor();
        await page.locator('.session .mini-row').first().click();
        await page.locator('.drawer .tab-content dl').waitFor();
        expect(page.url()).toContain('q=user%3Auser-3%40shop.example');
      }));

    it('are erased only after a look at what it would do, and by their id', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.goto(`${url}#/people/1000`);
        await page.getByRole('button', { name: 'Erase …' }).click();
        await page.getByRole('button', { name: 'First look at what it would do' }).click();
        await page.getByText('This cannot be undone.').waitFor();
        expect(server.erased).toEqual([]);
        const erase = page.getByRole('button', { name: 'Erase now' });
        expect(await erase.isDisabled()).toBe(true);
        await page.getByLabel('203.0.113.1').uncheck();
        await page.getByRole('button', { name: 'Look again' }).click();
        await page.getByLabel('Type 1000 to confirm').fill('1000');
        expect(await erase.isDisabled()).toBe(true);
        await page.getByLabel('Reason').fill('asked for it by letter');
        await erase.click();
        await expect.poll(() => server.erased).toEqual(['1000']);
        const writes = server.requests.filter(({ method }) => method === 'DELETE');
        expect(
          writes.map(({ headers, query }) => [
            headers['x-activity-tracker'],
            query.get('dry_run'),
            query.get('mode'),
            query.get('except'),
            query.get('token'),
            query.get('reason'),
          ]),
        ).toEqual([
          ['1', 'true', 'delete', null, null, null],
          ['1', 'true', 'delete', '203.0.113.1', null, null],
          ['1', 'false', 'delete', '203.0.113.1', 'token 203.0.113.1 ', 'asked for it by letter'],
        ]);
      }));

    it('show what further texts would change elsewhere before anything is erased', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.goto(`${url}#/people/1000`);
        await page.getByRole('button', { name: 'Erase …' }).click();
        await page.getByLabel('Further texts of the person').fill('Ann Distinct');
        await page.getByRole('button', { name: 'First look at what it would do' }).click();
        await page.getByText('“Ann Distinct” would be replaced in 2 records: body.payee').waitFor();
        await page.getByLabel('Further texts of the person').fill('Ann');
        await page.getByRole('button', { name: 'First look at what it would do' }).waitFor();
        expect(server.erased).toEqual([]);
      }));

    it('are put under a legal hold, listed, and released', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.goto(`${url}#/people/1000`);
        await page.getByRole('button', { name: 'Legal hold …' }).click();
        expect(await page.getByRole('button', { name: 'Place the hold' }).isDisabled()).toBe(true);
        await page.getByLabel('Reason').fill('case 12/2026');
        await page.getByLabel('Until').fill('2031-12-31');
        await page.getByRole('button', { name: 'Place the hold' }).click();
        await page.getByText(/Under a legal hold since .*: case 12\/2026\./).waitFor();
        expect(server.holds).toMatchObject([{ user_id: '1000', reason: 'case 12/2026' }]);
        await page.goto(`${url}#/people`);
        await page.getByRole('link', { name: 'Legal holds' }).click();
        const row = page.locator('.table tbody tr');
        expect(await row.innerText()).toContain('case 12/2026');
        await row.getByRole('button', { name: 'Lift …' }).click();
        await page.getByLabel('Reason').fill('case closed');
        await page.getByRole('button', { name: 'Lift the hold' }).click();
        await page.getByText('No person is under a legal hold').waitFor();
        expect(server.holds).toEqual([]);
      }));

    it('have all their data exported', () =>
      inPanel(bench, async ({ page, url }) => {
        await page.goto(`${url}#/people/1000`);
        await page.getByRole('button', { name: 'Export all data' }).click();
        await page.getByLabel('Reason').fill('asked for it by letter');
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Export', exact: true }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(/^person-1000-.*\.ndjson$/);
      }));
  });

  it('routes are sorted by each figure, lead to their calls, and those never called are named', () =>
    inPanel(bench, async ({ page, url }) => {
      await page.goto(`${url}#/routes`);
      const rows = page.locator('.table tbody tr');
      await rows.first().waitFor();
      await page.getByRole('button', { name: 'p95' }).click();
      await page.waitForURL(/sort=p95/);
      await expect.poll(() => rows.first().innerText()).toContain('Reports.summary');
      await expect.poll(() => page.locator('th[aria-sort=descending]').innerText()).toContain('p95');
      await page.getByText('2 routes never called').click();
      await page.getByText('Coupons.remove').waitFor();
      await rows.first().getByRole('link').click();
      await page.waitForURL(/q=name%3AReportsController.summary/);
    }));

  it('the overview compares now with before, and draws the bar that still fills dotted', () =>
    inPanel(bench, async ({ page, url, server }) => {
      await page.goto(`${url}#/overview`);
      await page.locator('.bar-unfinished rect').first().waitFor();
      const { current, previous } = server.api.overview('since:7d');
      const text = await page.locator('.figure-list').innerText();
      expect(text).toContain(current.calls.toLocaleString('en'));
      expect(text).toContain(`before: ${previous.calls.toLocaleString('en')}`);
      expect(await page.locator('.bar-unfinished').count()).toBe(1);
      expect(await page.locator('.overview-movers li').count()).toBeGreaterThan(3);
    }));

  it('health says when something is wrong, and what; the host of a process only to those who ask', () =>
    inPanel(bench, async ({ page, server }) => {
      await page.getByRole('link', { name: 'Health' }).click();
      await page.getByText('All is well').waitFor();
      await page.getByText('as of the last checkpoint').waitFor();
      const owner = page.locator('.rollups-owner');
      expect(await owner.innerText()).toBe('…9c1f0a52');
      expect(await owner.locator('bdi').getAttribute('title')).toBe('shop-api-7d9f8b6c54-x2x7q:4312:9c1f0a52');
      await owner.getByRole('button').click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^shop-api-/);
      const { buffer, ...health } = server.api.health();
      const ill = { ...health, buffer: { ...buffer, dropped: { full: 7 }, store_away: true } };
      server.bent.set('health', { status: 200, body: ill });
      await page.clock.install();
      await page.getByRole('link', { name: 'Explorer' }).click();
      await page.getByRole('link', { name: 'Health' }).click();
      await page.clock.runFor(20_000);
      await page.getByText('Needs attention').waitFor();
      expect(await page.locator('.health-problems').innerText()).toBe(
        '7 records were lost.\nThe database accepts no records: they are kept in the buffer.',
      );
      await page.getByText('no room in the buffer').waitFor();
    }));

  it('health lists what the last verification found, and how much it read', () =>
    inPanel(bench, async ({ page, server }) => {
      const findings = ['6b0d lacks 1 record, and nothing explains it: seq 200', 'record 6b0e was changed'];
      const verification = { at: new Date().toISOString(), verdict: 'broken', records: 681, problems: 2, findings };
      server.bent.set('health', { status: 200, body: { ...server.api.health(), verification } });
      await page.getByRole('link', { name: 'Health' }).click();
      await page.getByRole('heading', { name: '2 findings' }).waitFor();
      expect(await page.locator('.verification-findings li').allInnerTexts()).toEqual(findings);
      await page.getByText('681 records read').waitFor();
      await page.getByText('npx activity-tracker verify lists all of them').waitFor();
    }));

  it('health shows the spool, failed passes of retention, and a lag in minutes', () =>
    inPanel(bench, async ({ page, server }) => {
      const health = server.api.health();
      const rollups = { ...health.rollups, lag_ms: 953_550 };
      server.bent.set('health', { status: 200, body: { ...health, ...FAILING_UPKEEP, rollups } });
      server.bent.set('retention', { status: 200, body: PREVIEW });
      await page.getByRole('link', { name: 'Health' }).click();
      await page.getByText('15.9 min').waitFor();
      expect(await page.locator('.health-problems').innerText()).toBe(
        'The files of the spool failed (ENOSPC): new records are in memory only.\n' +
          'The rules of retention do not run: the store is not reachable\n' +
          '12 people were skipped in the search for anomalies: their pages show what is unusual.',
      );
      await page.getByText('3 passes failed.').waitFor();
      const spool = await page.locator('.panel', { has: page.getByRole('heading', { name: 'Spool' }) }).innerText();
      expect(spool.split(/\s*\n\s*/)).toEqual(expect.arrayContaining(['/spool/activity', '2 · 8.4 MB', '↳ ENOSPC']));
      // The numbers of the rules begin where other texts of the panel do.
      const [panel, rule] = await Promise.all(
        ['.panel:has(.retention-rules) h3', '.retention-rules li'].map((each) =>
          page.locator(each).first().boundingBox(),
        ),
      );
      expect(rule!.x - panel!.x).toBeLessThan(24);
    }));

  describe('for everybody', () => {
    it.each([
      ['de-DE', 'ltr', 'Personen'],
      ['ar', 'rtl', 'الأشخاص'],
    ])('in their language: %s', (language, direction, people) =>
      inPanel(bench, { language }, async ({ page }) => {
        await page.getByRole('link', { name: people }).waitFor();
        await expect
          .poll(() => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]))
          .toEqual([language.slice(0, 2), direction]);
      }),
    );

    it('in the zone they choose: their own, UTC, the application’s, any', () =>
      inPanel(bench, async ({ page, url, server }) => {
        await page.goto(`${url}#/?record=${server.api.records[0]!._id}`);
        const time = page.locator('.drawer .tab-content dl time').last();
        await time.waitFor();
        await expect.poll(() => time.innerText()).toContain('Europe/Berlin');
        await page.getByRole('button', { name: 'Preferences' }).click();
        await page.getByLabel('Time zone').selectOption('utc');
        await page.waitForURL(/tz=utc/);
        await expect.poll(() => time.innerText()).toContain('UTC');
        await page.getByLabel('Time zone').selectOption('other');
        await page.getByLabel('Name of the time zone').fill('Asia/Tehran');
        await page.getByLabel('Name of the time zone').press('Enter');
        await expect.poll(() => time.innerText()).toContain('Asia/Tehran');
        await expect
          .poll(() => server.requests.findLast(({ path }) => path === 'timeline')?.query.get('zone'))
          .toBe('Asia/Tehran');
      }));

    it('on a phone nothing sticks out', () =>
      inPanel(bench, { phone: true, count: 300 }, async ({ page }) => {
        for (const place of ['#/', '#/people', '#/people/1000', '#/routes', '#/overview', '#/health']) {
          await page.evaluate((place) => void (location.hash = place), place);
          await page.locator('.records-space .row, .table tbody tr, .session, .figure, .panel').first().waitFor();
          for (const width of [390, 320]) {
            await page.setViewportSize({ width, height: 844 });
            const sticks = () =>
              page.evaluate(
                (width) =>
                  document.documentElement.scrollWidth > width ||
                  document.querySelector('.shell-content')!.scrollWidth > width,
                width,
              );
            await expect.poll(sticks, { message: `${place}, ${width} pixels` }).toBe(false);
          }
        }
      }));
  });
}
