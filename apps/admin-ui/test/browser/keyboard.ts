import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { longRecords } from '../support/long-records';
import { painted } from '../support/painted';
import { type Bench, inPanel, type Setting } from '../support/panel-tests';

const openedId = (page: Page) => new URLSearchParams(page.url().split('?')[1]).get('record');

/** An answer as the API gives it to a wrong query. */
const refusal = (code: string, values: Record<string, string | number>) => ({
  status: 400,
  body: {
    statusCode: 400,
    error: 'Bad Request',
    message: ['q, at character 1: in English. In English'],
    position: 0,
    length: 5,
    remedy: 'In English',
    code,
    values,
  },
});

const toldOf = async ({ page, server, url }: Setting, code: string, values: Record<string, string | number>) => {
  for (const path of ['records', 'facets', 'timeline']) server.bent.set(path, refusal(code, values));
  await page.goto(`${url}#/?q=${encodeURIComponent(`"${code}"`)}`);
  return page.locator('.query-problem bdi');
};

export function keyboard(bench: Bench): void {
  describe('what is wrong with a query', () => {
    it.each([
      ['en-GB', '“stats” is unknown. Did you mean status?'],
      ['de-DE', '„stats“ ist unbekannt. War status gemeint?'],
      ['ar', '"\u2068stats\u2069" غير معروف. هل تقصد \u2068status\u2069؟'],
    ])(
      'is told in the language of the reader (%s), and in English where the panel does not know it',
      (language, told) =>
        inPanel(bench, { language, width: 853 }, async (setting) => {
          const problem = await toldOf(setting, 'did_you_mean', { value: 'stats', nearest: 'status' });
          await expect.poll(() => problem.textContent()).toBe(told);
          await toldOf(setting, 'constructor', {});
          await expect.poll(() => problem.textContent()).toBe('in English. In English');
          const hostile = `<img src=x onerror=alert(1)> ${'x'.repeat(60)}\u202E`;
          await toldOf(setting, 'unknown_field', { value: hostile });
          await expect.poll(() => problem.textContent()).toContain('<img src=x onerror=alert(1)>');
          expect(await problem.locator('img').count()).toBe(0);
        }),
    );
  });

  describe('by keyboard', () => {
    it.each([
      { language: 'en-GB', width: 1280 },
      { language: 'de-DE', width: 853 },
      { language: 'ar', width: 1280 },
    ])('a cell filters the list, or is left out, and the help names the key: %j', ({ language, width }) =>
      inPanel(bench, { language, width }, async ({ page, server }) => {
        server.api.records = longRecords(server.api.records);
        await page.locator('.records-space .row').first().waitFor();
        const { method } = server.api.matching('since:7d')[2]!;
        const queried = () => new URLSearchParams(page.url().split('?')[1]).get('q') ?? '';
        await page.keyboard.press('f');
        expect(await page.locator('[role=menu]').count()).toBe(0);
        for (let row = 0; row < 3; row++) await page.keyboard.press('j');
        await page.locator('.row-selected[aria-rowindex="4"]').waitFor();
        await page.keyboard.press('f');
        const items = page.locator('[role=menu] [role=menuitem]');
        await items.first().waitFor();
        await expect.poll(() => items.first().evaluate((item) => item === document.activeElement)).toBe(true);
        await page.keyboard.press('Escape');
        await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('records');
        await page.keyboard.press('f');
        await items.first().waitFor();
        await page.keyboard.press('m');
        await page.keyboard.press('Enter');
        await expect.poll(queried).toContain(`method:${method}`);
        await page.locator('.records[aria-busy=false]').waitFor();
        await page.keyboard.press('j');
        await page.locator('.row-selected').waitFor();
        await page.keyboard.press('f');
        await items.first().waitFor();
        await page.keyboard.press('End');
        await page.keyboard.press('Enter');
        await expect.poll(queried).toMatch(/-country:/);
        await page.keyboard.press('?');
        await page.locator('dialog kbd', { hasText: /^f$/ }).waitFor();
      }),
    );

    it('the list is two Tabs away', () =>
      inPanel(bench, async ({ page, server, url }) => {
        await page.locator('.records-space .row').first().waitFor();
        await page.goto(`${url}#/?q=since%3A14d`);
        await page.locator('.records-space .row').first().waitFor();
        await page.evaluate(() => (document.activeElement as HTMLElement).blur());
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('records');
        await page.keyboard.press('ArrowDown');
        await expect.poll(() => openedId(page)).toBe(server.api.records[0]!._id);
      }));

    it('the keys of the help work from a facet, from the page itself and from the list', () =>
      inPanel(bench, { width: 1_400 }, async ({ page, server }) => {
        server.api.records = longRecords(server.api.records);
        await page.getByRole('button', { name: 'Refresh' }).click();
        const { records } = server.api;
        await page.locator('.records-space .row').first().waitFor();
        const opens = (index: number) => expect.poll(() => openedId(page)).toBe(records[index]!._id);
        await page.locator('.facet-button').first().focus();
        await page.keyboard.press('j');
        await opens(0);
        await page.evaluate(() => (document.activeElement as HTMLElement).blur());
        await page.keyboard.press('ArrowDown');
        await opens(1);
        await page.locator('.facet-button').first().focus();
        await page.keyboard.press('k');
        await opens(0);
        await page.locator('.drawer .tab-content dl').waitFor();
        await page.locator('#records').focus();
        const { user_id: person } = records[0]!;
        const earlier = records.findIndex(({ user_id }, index) => index > 0 && user_id === person);
        await page.keyboard.press('Shift+ArrowDown');
        await opens(earlier);
        await page.keyboard.press('Escape');
        await expect.poll(() => openedId(page)).toBe(null);
        await page.evaluate(() => (document.activeElement as HTMLElement).blur());
        await page.keyboard.press('/');
        await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('query');
        await page.keyboard.type('j');
        expect(openedId(page)).toBe(null);
      }));
  });

  it('in forced colors focus, selection, bars, chips and what is still loading are seen, and axe finds nothing', () =>
    inPanel(bench, { count: 60, width: 1_400 }, async ({ page, server, url }) => {
      await page.emulateMedia({ forcedColors: 'active' });
      const record = server.api.records.find(({ method }) => method === 'POST')!;
      await page.goto(`${url}#/?q=method%3APOST+-status%3A404+since%3A14d&record=${record._id}`);
      await page.locator('.drawer .tab-content dl').waitFor();
      await page.locator('.row-selected').waitFor();
      const style = (selector: string, property: string, pseudo?: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((element, [name, of]) => getComputedStyle(element, of).getPropertyValue(name), [
            property,
            pseudo,
          ] as const);
      expect(await style('.row-selected', 'outline-style')).toBe('solid');
      expect(await style('.chip', 'border-top-style')).toBe('solid');
      expect(await style('.chip-negated', 'border-top-style')).toBe('dashed');
      expect(await style('.status', 'border-top-style')).toBe('solid');
      expect(await style('.navigation-link[aria-current]', 'outline-style')).toBe('solid');
      expect(await style('.share', 'border-top-style', '::before')).toBe('solid');
      expect(await style('.duration-bar', 'background-color', '::before')).not.toBe(
        await style('.duration-bar', 'background-color'),
      );
      expect(await style('.tab[aria-selected=true]', 'background-color', '::after')).not.toBe(
        await style('body', 'background-color'),
      );
      await page.locator('#query').focus();
      expect(await style('#query', 'outline-style')).toBe('solid');
      await page.evaluate(axe.source);
      await painted(page);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const { violations } = await axe.run('html', { resultTypes: ['violations'] });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
      });
      expect(found).toEqual([]);
      const held = server.hold('users');
      await page.goto(`${url}#/people`);
      await expect.poll(() => style('.skeleton-row', 'border-top-style')).toBe('solid');
      held.release();
    }));
}
