import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { longRecords } from '../support/long-records';
import { type Bench, inPanel } from '../support/panel-tests';

const ROWS = '.records-space .row';
/** Hostile to the layout: long names on a tablet. */
const NARROW = { width: 853 };

const selectedText = (page: Page) => page.evaluate(() => getSelection()!.toString());

/**
 * Clicks with Ctrl and with the middle button: the browser must be left to open a tab or, outside of a link, be told to.
 * The tabs themselves are not opened: a headless browser may leave them empty.
 */
async function opensElsewhere(page: Page, selector: string, isTold: boolean): Promise<string[]> {
  const target = page.locator(selector).first();
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen, open: (address: string) => void seen.push(address) });
    for (const kind of ['click', 'auxclick'])
      addEventListener(
        kind,
        (event) => {
          const link = (event.target as Element).closest('a');
          if (link) seen.push(event.defaultPrevented ? 'prevented' : 'left to the browser');
          event.preventDefault();
        },
        { once: true },
      );
  });
  await target.click({ modifiers: ['ControlOrMeta'] });
  await target.click({ button: 'middle' });
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  if (!isTold) expect(seen, selector).toEqual(['left to the browser', 'left to the browser']);
  return seen;
}

/** Drags over the middle of an element, as a reader who selects its text does. */
async function dragOver(page: Page, selector: string): Promise<void> {
  const { x, y, width } = (await page.locator(selector).first().boundingBox())!;
  // The first line, where there are several.
  await page.mouse.move(x + 3, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + width - 6, y + 8, { steps: 4 });
  await page.mouse.up();
}

export function thread(bench: Bench): void {
  describe('rows, people and routes are links', () => {
    it('that open in another tab with Ctrl and with the middle button, and carry their address', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        server.api.records = longRecords(server.api.records);
        await page.getByRole('button', { name: 'Refresh' }).click();
        const [first] = server.api.matching('since:7d');
        const related = server.api.records.find((record) => server.api.related(record).nearby.length > 0);
        for (const [place, selector, address] of [
          ['#/', `${ROWS} .row-link`, `#/?record=${first!._id}`],
          ['#/', `${ROWS} [role=gridcell][data-column=person] a`, '#/people/person-'],
          ['#/people', '.table tbody a', '#/people/person-'],
          ['#/routes', '.table tbody a', '#/?q=name'],
          [`#/people/${encodeURIComponent(String(first!.user_id))}`, '.mini-row', '#/?q=user'],
          [`#/?record=${first!._id}`, '.field-line .field-value a[href*="name"]', '#/?q=name'],
          [`#/?record=${related!._id}&tab=related`, '.drawer a.mini-row', '#/?record='],
        ] as const) {
          await page.goto(url + place);
          const link = page.locator(selector).first();
          await expect.poll(() => link.getAttribute('href'), { message: place }).toContain(address);
          const before = page.url();
          await opensElsewhere(page, selector, false);
          expect(page.url()).toBe(before);
        }
      }));

    it('that keep the time of the page and the zone of its address', () =>
      inPanel(bench, async ({ page, server, url }) => {
        const [first] = server.api.records;
        const person = `#/people/${encodeURIComponent(String(first!.user_id))}`;
        const ofPerson = `a[href^="${person}"]`;
        const record = `#/?q=since%3A30d&record=${first!._id}`;
        for (const [place, selector, address] of [
          ['#/?q=since%3A30d', `${ROWS} ${ofPerson}`, `${person}?q=since%3A30d`],
          ['#/?q=', `${ROWS} ${ofPerson}`, `${person}?q=`],
          ['#/', `${ROWS} ${ofPerson}`, person],
          [record, `.drawer ${ofPerson}`, `${person}?q=since%3A30d`],
          [record, '.field-line .field-value a[href*="name"]', '+since%3A30d'],
          ['#/people?q=status%3A2xx+since%3A30d', '.table a', '?q=since%3A30d'],
          ['#/overview?q=since%3A30d&tz=UTC', 'a[href^="#/people/"]', '?q=since%3A30d&tz=UTC'],
          ['#/routes?q=since%3A30d&tz=UTC', '.table tbody a', '+since%3A30d&tz=UTC'],
          [`${person}?q=since%3A30d`, '.share-list a[href*="ip"]', '+since%3A30d'],
          [`${person}?q=since%3A30d`, '.share-list a[href*="name"]', '+since%3A30d'],
        ] as const) {
          await page.goto(url + place);
          const link = page.locator(selector).first();
          await expect
            .poll(() => link.getAttribute('href'), { message: place })
            .toSatisfy((href: string) => href.endsWith(address));
        }
      }));

    it('whose rows open elsewhere, too, wherever in them one clicks', () =>
      inPanel(bench, async ({ page, server }) => {
        const row = page.locator(ROWS).nth(2);
        await row.waitFor();
        const id = server.api.matching('since:7d')[2]!._id;
        expect(await opensElsewhere(page, `${ROWS}:nth-child(3) [role=gridcell][data-column=time]`, true)).toEqual([
          `#/?record=${id}`,
          `#/?record=${id}`,
        ]);
        expect(await page.locator('.drawer').count()).toBe(0);
        await row.locator('[role=gridcell][data-column=time]').click();
        await page.waitForURL(new RegExp(`record=${id}`));
      }));

    it('whose text can be selected without following them', () =>
      inPanel(bench, NARROW, async ({ page, server, url }) => {
        server.api.records = longRecords(server.api.records);
        await page.getByRole('button', { name: 'Refresh' }).click();
        for (const [place, selector] of [
          ['#/', `${ROWS} .row-handler`],
          ['#/', `${ROWS} .path`],
          ['#/', `${ROWS} [role=gridcell][data-column=person] bdi`],
          ['#/people', '.table tbody th a bdi'],
          ['#/routes', '.table tbody th a bdi'],
        ] as const) {
          await page.goto(url + place);
          await page.locator(selector).first().waitFor();
          const before = page.url();
          const selectedBy = async () => {
            // Text that is selected would be dragged.
            await page.evaluate(() => getSelection()!.removeAllRanges());
            await dragOver(page, selector);
            return (await selectedText(page)).length;
          };
          await expect.poll(selectedBy, { message: selector }).toBeGreaterThan(3);
          expect(page.url(), selector).toBe(before);
          await page.mouse.click(5, 5);
        }
      }));
  });

  describe('going back', () => {
    const top = (page: Page, selector: string) => page.locator(selector).evaluate((element) => element.scrollTop);
    const scrollTo = (page: Page, selector: string, to: number) =>
      page.locator(selector).evaluate((element, to) => element.scrollTo({ top: to }), to);

    it('restores the place in the list and the record that was open', () =>
      inPanel(bench, NARROW, async ({ page, server }) => {
        server.api.records = longRecords(server.api.records);
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.locator(ROWS).first().waitFor();
        const index = async () => {
          await scrollTo(page, '#records', 9_000);
          return top(page, '#records');
        };
        await expect.poll(index).toBe(9_000);
        const row = page.locator(ROWS).nth(12);
        await row.locator('.row-link').click();
        await page.locator('.drawer .tab-content dl').waitFor();
        const [id, place] = [
          new URL(page.url().replace('#/', '')).searchParams.get('record'),
          await top(page, '#records'),
        ];
        expect(place).toBeGreaterThan(1_000);
        await page.locator('.drawer .field-value a').first().click();
        await page.locator('.session').first().waitFor();
        await page.goBack();
        await page.locator('.row-selected').waitFor();
        await expect.poll(() => top(page, '#records')).toBe(place);
        expect(page.url()).toContain(`record=${id}`);
        await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('records');
        expect(await page.locator('.row-selected .row-link').getAttribute('href')).toContain(id);
      }));

    it.each([NARROW, { width: 1280 }, { width: 390 }])('restores it for one who came by keys: %j', (size) =>
      inPanel(bench, size, async ({ page }) => {
        await page.locator(ROWS).first().waitFor();
        await page.locator('#records').focus();
        const chosen = page.locator('.row-selected');
        const rank = () => chosen.getAttribute('aria-rowindex');
        for (let row = 2; row <= 36; row++) {
          await page.keyboard.press('ArrowDown');
          await expect.poll(rank).toBe(String(row));
        }
        const place = async () => [await rank(), await top(page, '#records'), (await chosen.boundingBox())?.y];
        const before = await place();
        expect(before[1]).toBeGreaterThan(100);
        const { y, height } = (await chosen.boundingBox())!;
        const list = (await page.locator('#records').boundingBox())!;
        expect(y + height).toBeLessThanOrEqual(list.y + list.height);
        await page.keyboard.press('p');
        await page.locator('.session').first().waitFor();
        await page.goBack();
        await chosen.waitFor();
        await expect.poll(place).toEqual(before);
        await page.keyboard.press('Escape');
        await expect.poll(() => chosen.count()).toBe(0);
        await page.keyboard.press('ArrowUp');
        await expect.poll(rank).toBe('35');
      }),
    );

    it('restores the place after another question, which begins at its top, and after a reload', () =>
      inPanel(bench, async ({ page }) => {
        await page.locator(ROWS).first().waitFor();
        await scrollTo(page, '#records', 1_500);
        await page
          .getByRole('button', { name: /2xx Success/ })
          .first()
          .click();
        await page.waitForURL(/status/);
        await expect.poll(() => page.locator('.records[aria-busy=false]').count()).toBe(1);
        await expect.poll(() => top(page, '#records')).toBe(0);
        await page.goBack();
        await expect.poll(() => top(page, '#records')).toBe(1_500);
        await page.waitForFunction(() => (history.state as { top?: number }).top === 1_500);
        await page.evaluate(() => sessionStorage.setItem('activity-tracker.token', 'good-token'));
        await page.reload();
        await expect.poll(() => top(page, '#records').catch(() => 0)).toBe(1_500);
      }));

    it('restores the place on a page, while another page begins at its top', () =>
      inPanel(bench, { place: '#/people' }, async ({ page }) => {
        await page.locator('.table tbody tr').first().waitFor();
        await scrollTo(page, '#content', 400);
        await page.locator('.table tbody a').nth(12).click();
        await page.locator('.session').first().waitFor();
        await expect.poll(() => top(page, '#content')).toBe(0);
        await page.goBack();
        await page.locator('.table tbody tr').first().waitFor();
        await expect.poll(() => top(page, '#content')).toBe(400);
      }));
  });
}
