import { describe, expect, it } from 'vitest';
import { signIn } from '../support/browser';
import { TOKEN } from '../support/panel-server';
import { type Bench, inPanel } from '../support/panel-tests';

const ROWS = '.records-space .row';
const NEVER = { status: 0, body: null };
const AWAY = { status: 503, body: { message: 'Service Unavailable' } };
const WEEK = [{ from: '2026-01-01T00:00:00.000Z', to: '2026-01-08T00:00:00.000Z' }];

export function figures(bench: Bench): void {
  describe('figures', () => {
    it('of facets say how many records were counted, unless all were', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const facets = page.locator('.explorer-facets > .shown-answer');
        await facets.waitFor();
        const counted = server.api.matching('since:7d').length.toLocaleString('en');
        const note = `of the newest ${counted}`;
        await expect.poll(() => facets.locator('summary').first().innerText()).toContain(note);
        server.bent.set('facets', {
          status: 200,
          body: { country: { ...server.api.facets('since:7d').country, complete: true, unlisted: 3 } },
        });
        await page.goto(`${url}#/?q=since:1d`);
        await expect.poll(() => facets.locator('summary').count()).toBe(1);
        expect(await facets.innerText()).not.toContain(note);
        expect(await facets.innerText()).toContain('3 with no usable value');
      }));

    it('lack calls of a clock that is ahead, and tell how many the list has besides', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const [first] = server.api.records;
        const ahead = (hours: number) => ({
          ...first!,
          _id: String(hours).repeat(24),
          created_time: new Date(server.now + hours * 3_600_000).toISOString(),
        });
        server.api.records = [ahead(2), ahead(1), first!];
        const one = `user:${first!.user_id}`;
        for (const place of [`/?q=${one}`, `/overview?q=${one}`, `/people?q=${one}`, `/routes?q=${one}`]) {
          await page.goto(`${url}#${place}`);
          await page.getByRole('link', { name: /^2 calls are dated later than now/ }).click();
          await expect.poll(() => page.locator('.records-count').innerText()).toBe('2 records');
          await expect.poll(() => page.getByText(/dated later than now/).count()).toBe(1);
        }
        await page.goto(`${url}#/?q=${one}`);
        await expect.poll(() => page.locator('.records-count').innerText()).toBe('3 records');
        server.bent.set('timeline', { status: 200, body: { ...server.api.timeline(one, 'UTC'), later: null } });
        await page.getByRole('button', { name: 'Refresh' }).click();
        const note = page.getByText('Not all of this time could be counted.');
        await note.waitFor();
        expect((await note.boundingBox())!.height).toBeLessThan(50);
      }));

    it('that were not all counted are not called none, and a search of all time finds none “in the log”', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const none = server.api.timeline('user:unknown', 'UTC');
        server.bent.set('timeline', { status: 200, body: { ...none, missing: WEEK } });
        await page.goto(`${url}#/?q=user%3Aunknown`);
        await page.getByText('Not all of this time could be counted.').waitFor();
        expect(await page.getByText('No calls in this time').count()).toBe(0);
        await page.getByText('Nothing matches in the whole log. Remove conditions.').waitFor();
        server.bent.clear();
        await page.goto(`${url}#/?q=user%3Aunknown+since%3A1h`);
        await page.getByText('Nothing matches in this time.').waitFor();
        await page.getByText('No calls in this time').waitFor();
      }));

    it('of a search whose time runs out grow until it ends, and it stops when it is told to', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const [first] = server.api.records;
        server.api.records = Array.from({ length: 4 }, (_, day) => ({
          ...first!,
          _id: String(day).repeat(24),
          url_path: day === 3 ? '/rare' : '/often',
          created_time: new Date(server.now - day * 86_400_000 - 1_000).toISOString(),
        }));
        server.api.searchedMs = 86_400_000;
        await expect.poll(() => page.locator('.records-count').innerText()).not.toBe('');
        const held = server.hold('records');
        await page.goto(`${url}#/?q=often`);
        const count = page.locator('.records-count');
        held.answerNext();
        await expect.poll(() => count.innerText()).toBe('1 record so far');
        await page.getByText(/^Searched back to .*; still searching\.$/).waitFor();
        await page.getByRole('button', { name: 'Stop', exact: true }).click();
        held.answerNext();
        await page.getByText(/^Searched back to [^;]*\.$/).waitFor();
        await expect.poll(() => count.innerText()).toBe('more than 2 records');
        held.release();
        await page.getByRole('button', { name: 'Search further back' }).click();
        await expect.poll(() => count.innerText()).toBe('3 records');
        await expect.poll(() => page.getByRole('button', { name: 'Search further back' }).count()).toBe(0);

        await page.locator('#query').fill('rare');
        await page.locator('#query').press('Enter');
        await expect.poll(() => count.innerText()).toBe('1 record');
      }));

    it('that could not be counted are not called zero', () =>
      inPanel(bench, { signedIn: false }, async ({ page, server, url }) => {
        const none = { ...server.api.overview('user:unknown'), missing: WEEK };
        for (const figures of [none.current, none.previous]) figures.calls = 0;
        server.bent.set('overview', { status: 200, body: none });
        server.bent.set('routes', { status: 200, body: { routes: [], uncalled: [], missing: WEEK } });
        server.bent.set('users', { status: 200, body: { people: [], count: 0, next: null, missing: WEEK } });
        await signIn(page, url, TOKEN);
        for (const place of ['#/overview', '#/routes', '#/people']) {
          await page.goto(url + place);
          await page.getByRole('heading', { name: 'This time could not be counted' }).waitFor();
        }
      }));

    it('call a request slow only on a route with twenty calls or more', () =>
      inPanel(bench, { signedIn: false }, async ({ page, server, url }) => {
        const [first] = server.api.records;
        const names = ['few', 'enough'];
        server.api.records = names.map((url_name, index) => ({
          ...first!,
          _id: String(index).repeat(24),
          url_name,
          execution_time: 1,
        }));
        const { routes } = server.api.routes('');
        server.bent.set('routes', {
          status: 200,
          body: {
            routes: names.map((url_name) => ({
              ...routes[0],
              namespace: first!.namespace,
              method: first!.method,
              url_name,
              p95: 10,
              calls: url_name === 'few' ? 19 : 20,
            })),
            uncalled: [],
            missing: [],
          },
        });
        await signIn(page, `${url}#/?q=since%3A30d`, TOKEN);
        await page.locator(ROWS, { hasText: 'enough' }).locator('.duration-slow').waitFor();
        expect(await page.locator(ROWS, { hasText: 'few' }).locator('.duration-slow').count()).toBe(0);
      }));

    it('of errors tell the callers’ from the application’s, and a change of a share in points', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const { current, previous, movers } = server.api.overview('since:7d');
        const body = {
          current: { ...current, calls: 200, by_class: { '2xx': 190, '4xx': 6, '5xx': 4 } },
          previous: { ...previous, calls: 200, by_class: { '2xx': 195, '4xx': 4, '5xx': 1 } },
          movers,
          missing: [],
        };
        server.bent.set('overview', { status: 200, body });
        await page.goto(`${url}#/overview`);
        const figure = (name: string) => page.locator('.figure', { hasText: name });
        await expect.poll(() => figure('Client errors (4xx)').innerText()).toMatch(/3%\s+1 point\s+before: 2%/);
        expect(await figure('Server errors (5xx)').innerText()).toMatch(/2%\s+1\.5 points\s+before: 0\.5%/);
        await page.goto(`${url}#/routes`);
        await page.getByRole('button', { name: '5xx' }).click();
        await page.waitForURL(/sort=5xx/);
      }));

    it('of a list that was not counted do not become its total during an outage', () =>
      inPanel(bench, async ({ page, server }) => {
        const first = { ...server.api.page('since:7d', ''), count: undefined };
        server.bent.set('records', { status: 200, body: first });
        await page.getByRole('button', { name: 'Refresh' }).click();
        const count = page.locator('.records-count');
        await expect.poll(() => count.innerText()).toBe('more than 50 records');
        server.bent.set('records', AWAY);
        await page.locator('#query').fill('status:5xx');
        await page.locator('#query').press('Enter');
        await page.getByText('Database unavailable. Your view answers the query before this one.').waitFor();
        expect(await count.innerText()).toBe('more than 50 records');
      }));

    it('that nothing is known of are not called off or missing while the store is away', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const body = { ...server.api.health(), store: { reachable: false }, rollups: null, verification: null };
        server.bent.set('health', { status: 200, body });
        await page.goto(`${url}#/health`);
        await page.getByText('The store cannot be reached').waitFor();
        expect(await page.locator('.panel', { hasText: 'Statistics' }).innerText()).toContain('unknown');
        expect(await page.getByText(/Never verified|Counted from the records/).count()).toBe(0);
        server.bent.set('health', { status: 200, body: { ...body, store: { reachable: true } } });
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByText('Counted from the records').waitFor();
        await page.getByText('Never verified').waitFor();
      }));

    it('of an earlier question are dimmed at once, and an outage is told until it is over', () =>
      inPanel(bench, async ({ page, server }) => {
        await page.locator(ROWS).first().waitFor();
        await page.clock.install();
        const answerAll = (answer: { status: number; body: unknown }) => {
          for (const path of ['records', 'facets', 'timeline']) server.bent.set(path, answer);
        };
        const ask = async (query: string) => {
          await page.locator('#query').fill(query);
          await page.locator('#query').press('Enter');
        };
        const notice = page.getByText('Database unavailable. Your view answers the query before this one.');
        const earlier = page.locator('.records[data-earlier=true]');
        answerAll(NEVER);
        await ask('status:5xx');
        await page.locator('.records[aria-busy=true]').waitFor();
        answerAll(AWAY);
        await ask('status:4xx');
        await notice.waitFor();
        await earlier.waitFor();
        answerAll(NEVER);
        await ask('status:3xx');
        await page.waitForURL(/3xx/);
        expect([await notice.count(), await earlier.count()]).toEqual([1, 1]);
        server.bent.clear();
        await ask('status:2xx');
        await notice.waitFor({ state: 'detached' });
        await expect.poll(() => earlier.count()).toBe(0);
      }));
  });

  it.each([
    ['people', '#/people', '.table-box'],
    ['routes', '#/routes', '.table-box'],
    ['the tabs of a record', '#/', '.drawer .tab-list'],
  ])('a tablet shows %s without scrolling aside', (_, place, box) =>
    inPanel(bench, { width: 853 }, async ({ page, server, url }) => {
      await page.locator('.records-space .row').first().waitFor();
      await page.goto(`${url}${place}?record=${server.api.records[0]!._id}`);
      await page.locator(box).waitFor();
      expect(await page.locator(box).evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    }),
  );
}
