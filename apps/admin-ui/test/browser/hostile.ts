import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/api/record-types';
import { visible } from '../../src/text/visible';
import { HOSTILE, inEveryText } from '../support/hostile-text';
import { painted } from '../support/painted';
import { type Bench, inPanel, type Setting } from '../support/panel-tests';

function hostileRecords(now: number): Activity[] {
  return HOSTILE.map((text, index) => ({
    _id: index.toString(16).padStart(24, 'f'),
    ...inEveryText(text),
    method: text,
    [text]: text,
    status_code: 200,
    created_time: new Date(now - index * 1_000).toISOString(),
    execution_time: 0.01,
    headers: { 'user-agent': text, referer: text, [text]: text },
    response_headers: { location: text },
    body: { [text]: text, all: HOSTILE },
    response: text,
  }));
}

/** Elements and addresses that only markup out of the data could have made. */
const intruders = ({ page }: Setting) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'script:not([type=module]), iframe, object, embed, form[action], base, meta[http-equiv], img, math, template, style, [onerror], [onload], ' +
          '[id=config], [name=config], [id=fetch], [name=fetch], [id=location], [name=location], [id=document], [name=document]',
      ),
    ]
      .map((element) => element.outerHTML)
      .concat(
        [...document.querySelectorAll('a[href]')]
          .map((link) => link.getAttribute('href')!)
          .filter((href) => !/^(#|https:\/\/evil\.example\/%22)/.test(href)),
      ),
  );

export function hostile(bench: Bench): void {
  describe(`hostile text (${HOSTILE.length}) in every field`, () => {
    it('there is enough of it', () => expect(HOSTILE.length).toBeGreaterThanOrEqual(200));

    it(
      'is shown as it was typed, and does nothing',
      () =>
        inPanel(bench, async (setting) => {
          const { page, server, url } = setting;
          const requests: string[] = [];
          page.on('request', (request) => requests.push(request.url()));
          server.api.records = hostileRecords(server.now);
          await page.goto(`${url}#/?q=since%3A24h`);
          const rows = page.locator('.records-space .row');
          await rows.first().waitFor();
          await page.locator('#records').focus();
          const seen = new Set<string>();
          const last = String(HOSTILE.length + 1);
          for (let chosen: string | null = null; chosen !== last;) {
            // At the end of what has come so far it stays where it is, until more has.
            await page.locator('#records').press('PageDown');
            await painted(page);
            chosen = await page.evaluate(
              () => document.querySelector('.row-selected')?.getAttribute('aria-rowindex') ?? null,
            );
            for (const text of await page
              .locator('.records-space .path')
              .evaluateAll((paths) => paths.map((path) => path.textContent)))
              seen.add(text);
          }
          expect(HOSTILE.map(visible).filter((text) => !seen.has(text))).toEqual([]);
          expect(await intruders(setting)).toEqual([]);

          const record = server.api.records[2]!;
          for (const tab of ['overview', 'request', 'response', 'headers', 'related', 'raw']) {
            await page.goto(`${url}#/?q=since%3A24h&record=${record._id}&tab=${tab}`);
            await page.locator('.drawer .tab-content:not([hidden]) > *').first().waitFor();
            expect(await intruders(setting), tab).toEqual([]);
          }
          await page.goto(`${url}#/?q=since%3A24h&record=${record._id}&tab=request`);
          await page.locator('.json-key', { hasText: /^all$/ }).waitFor();
          for (let more = page.locator('.json-root .button-quiet', { hasText: 'more' }); (await more.count()) > 0;)
            await more.first().click();
          const shown = new Set(
            await page.locator('.json-string').evaluateAll((values) => values.map((value) => value.textContent)),
          );
          expect(HOSTILE.map(visible).filter((text) => !shown.has(text))).toEqual([]);
          expect(await intruders(setting)).toEqual([]);

          await page.goto(`${url}#/?q=since%3A24h&record=${record._id}&compare=${server.api.records[0]!._id}`);
          await page.locator('.difference').first().waitFor();
          for (const place of [
            '#/people',
            '#/routes',
            '#/overview',
            `#/people/${encodeURIComponent(encodeURIComponent(HOSTILE[2]!))}`,
            `#/people/${encodeURIComponent(HOSTILE[1]!)}`,
          ]) {
            await page.goto(url + place);
            await page.locator('.page h1').waitFor();
            await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
            expect(await intruders(setting), place).toEqual([]);
          }
          expect(
            requests.filter((address) => !address.startsWith(new URL(url).origin) && !address.startsWith('blob:')),
          ).toEqual([]);
          expect(await page.evaluate(() => Object.keys(Object.prototype))).toEqual([]);
        }),
      180_000,
    );

    it(
      'in an address does nothing either',
      () =>
        inPanel(bench, async (setting) => {
          const { page, url } = setting;
          for (const text of HOSTILE.slice(0, 40)) {
            await page.goto(
              `${url}#/?q=${encodeURIComponent(`"${text.replaceAll(/["\\]/g, '')}"`)}&record=${encodeURIComponent(text)}&next=${encodeURIComponent(text)}&tz=${encodeURIComponent(text)}&tab=${encodeURIComponent(text)}`,
            );
            await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
          }
          expect(await intruders(setting)).toEqual([]);
          expect(page.url().startsWith(url)).toBe(true);
        }),
      180_000,
    );
  });
}
