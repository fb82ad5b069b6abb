import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/api/record-types';
import { longRecords } from '../support/long-records';
import { type Bench, inPanel } from '../support/panel-tests';

/** Hostile to the layout: long names on a tablet. */
const NARROW = { width: 853 };
const SECRET = '***FILTERED***';

const openedId = (page: Page) => new URLSearchParams(page.url().split('?')[1]).get('record');

export function context(bench: Bench): void {
  describe('around a record', () => {
    it('the calls before and after of the same person and session are one step away, by button and by key', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        server.api.records = longRecords(server.api.records).map((record) => ({ ...record, sid: 'a session' }));
        const person = server.api.records.find(({ user_id }) => user_id !== null)!.user_id;
        const calls = server.api.records.filter(({ user_id }) => user_id === person);
        await page.goto(`${url}#/?record=${calls[1]!._id}`);
        await page.locator('.drawer .tab-content dl').waitFor();
        const opens = (record: Activity) => expect.poll(() => openedId(page)).toBe(record._id);
        await page.getByRole('button', { name: 'Earlier call of this person' }).click();
        await opens(calls[2]!);
        await page.getByRole('button', { name: 'Later call of this session' }).click();
        await opens(calls[1]!);
        await page.locator('.drawer').focus();
        await page.keyboard.press('Shift+ArrowUp');
        await opens(calls[0]!);
        await page.keyboard.press('Shift+ArrowUp');
        await page.getByText('Later call of this person: none').waitFor();
        await page.keyboard.press('Shift+ArrowDown');
        await opens(calls[1]!);
        await page.goBack();
        await opens(calls[0]!);
      }));

    it('related records show the record itself in its place, to the millisecond', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        const long = longRecords(server.api.records);
        // Of one person, a minute apart.
        const near = long.slice(0, 6).map((record, index) => ({
          ...record,
          user_id: long[0]!.user_id,
          created_time: new Date(server.now - (index + 1) * 61_003).toISOString(),
        }));
        server.api.records = [...near, ...long.slice(6)].sort((a, b) => (a.created_time < b.created_time ? 1 : -1));
        const one = server.api.records.find((record) => server.api.related(record).nearby.length > 3)!;
        await page.goto(`${url}#/?record=${one._id}&tab=related`);
        const list = page.locator('.mini-list').first();
        await list.waitFor();
        const times = await list
          .locator('time')
          .evaluateAll((all) => all.map((time) => [time.getAttribute('datetime')!, time.textContent]));
        const instants = times.map(([instant]) => instant!);
        expect(instants).toEqual(instants.toSorted().toReversed());
        expect(instants).toContain(one.created_time);
        for (const [, text] of times) expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
        expect(await list.locator('[aria-current=true] time').getAttribute('datetime')).toBe(one.created_time);
      }));

    it('two records are compared as a tree, text as it reads, times apart from what differs', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        const [a, b] = longRecords(server.api.records).filter(({ method }) => method === 'POST');
        const key = 'a-key-that-is-as-long-as-those-of-generated-clients-may-be-00';
        const before = {
          ...a!,
          body: { [key]: { note: 'first line\nsecond line', id: 7 }, same: 1, password: SECRET },
          created_time: '2026-11-29T15:16:23.524Z',
        };
        const after = {
          ...before,
          _id: b!._id,
          body: { [key]: { note: 'another\nsecond line', id: '7' }, same: 1, list: [{ deep: 'x' }] },
          created_time: '2026-11-29T15:16:23.733Z',
          execution_time: 3,
        };
        server.api.records = [after, before];
        await page.goto(`${url}#/?q=&record=${after._id}&compare=${before._id}`);
        const tree = page.locator('.difference').last();
        await tree.waitFor();
        expect(await page.locator('.difference:has(caption)').innerText()).toContain('209 ms later');
        expect(await page.locator('.comparison > [role=status]').innerText()).toBe('4 differences');
        const keys = tree.locator('tbody tr th .difference-key');
        const rows = await keys.evaluateAll((all) =>
          all.map((key) =>
            [...key.children]
              .filter(({ className }) => className !== 'visually-hidden')
              .map((part) => part.textContent.trim())
              .join(' '),
          ),
        );
        expect(rows).toEqual([
          'body',
          key,
          'note changed',
          'id changed',
          'password removed',
          'list added',
          '[0] added',
          'deep added',
        ]);
        const values = tree.locator('.difference-value');
        expect(await values.first().innerText()).toBe('first line\nsecond line');
        expect(await values.allInnerTexts()).toEqual(expect.arrayContaining(['7', '"7"']));
        await tree.getByRole('button', { name: key }).click();
        await expect.poll(() => tree.getByText('second line').count()).toBe(0);
        const sticking = await page.evaluate(() => {
          const body = document.querySelector('.dialog-body')!;
          return body.scrollWidth - body.clientWidth;
        });
        expect(sticking).toBeLessThanOrEqual(0);
      }));

    it('a copied link fixes time and zone, and both are in sight of who opens it', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const record = server.api.records[0]!;
        await page.goto(`${url}#/?q=method%3A${record.method}+since%3A24h&record=${record._id}`);
        await page.getByRole('button', { name: 'Copy link' }).click();
        const copied = () => page.evaluate(() => navigator.clipboard.readText());
        await expect.poll(copied).toContain('tz=Europe%2FBerlin');
        const params = new URLSearchParams((await copied()).split('?')[1]);
        expect(params.get('q')).toMatch(new RegExp(`^method:${record.method} from:\\S+Z to:\\S+Z$`));
        expect(params.get('record')).toBe(record._id);
        await page.goto(await copied());
        await page.locator('.drawer .tab-content dl').waitFor();
        await expect.poll(() => page.locator('.time-choice').innerText()).toMatch(/–.*Europe\/Berlin/);
      }));

    it('why a value is masked is told by touch and by keyboard', () =>
      inPanel(bench, { phone: true }, async ({ page, server, url }) => {
        const posted = server.api.records.find(({ method }) => method === 'POST')!;
        await page.goto(`${url}#/?record=${posted._id}&tab=request`);
        const mark = page.getByRole('button', { name: 'masked' });
        await mark.tap();
        const hint = page.locator('.hint:popover-open');
        await hint.waitFor();
        expect(await hint.innerText()).toContain('masking.excludeKeys');
        const { x, width } = (await hint.boundingBox())!;
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(390);
        await page.keyboard.press('Escape');
        await hint.waitFor({ state: 'detached' });
        // Only the explanation was closed.
        await page.locator('.drawer').waitFor();
        await mark.press('Enter');
        await hint.waitFor();
        await page.locator('.drawer-title').tap();
        await hint.waitFor({ state: 'detached' });
      }));

    it('a person of whom there is no record is called unknown', () =>
      inPanel(bench, async ({ page, url }) => {
        const id = 'a-person-with-an-id-of-sixty-characters-whom-no-record-names--';
        await page.goto(`${url}#/people/${id}`);
        await page.getByRole('heading', { name: `The log does not know “${id}”` }).waitFor();
        expect(await page.locator('.figure, .session-list').count()).toBe(0);
        // Known, but not from this time.
        await page.goto(
          `${url}#/people/1000?q=${encodeURIComponent('from:2020-01-01T00:00:00Z to:2020-01-02T00:00:00Z')}`,
        );
        await page.locator('.figure').first().waitFor();
      }));

    it('a dry run says that it would delete, and how long it has been looking', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.goto(`${url}#/people/1000`);
        await page.getByRole('button', { name: 'Erase …' }).click();
        await page.clock.install();
        const held = server.hold('users/1000/data');
        await page.getByRole('button', { name: 'First look at what it would do' }).click();
        await page.locator('.working progress').waitFor();
        await page.clock.runFor(3_000);
        await page.getByText('Looking through the log: 3 sec so far. Nothing is changed.').waitFor();
        held.release();
        await page.getByText(/This would delete \d+ records and replace 3 mentions elsewhere\./).waitFor();
        expect(server.erased).toEqual([]);
        await expect.poll(() => page.locator('.working').count()).toBe(0);
      }));
  });
}
