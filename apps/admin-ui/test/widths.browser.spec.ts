import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openTab, signIn, type Tab } from './support/browser';
import { builtPanel } from './support/built-panel';
import { layoutFaults } from './support/layout-faults';
import { longRecords } from './support/long-records';
import { painted } from './support/painted';
import { PanelServer, TOKEN } from './support/panel-server';

const [NARROWEST, WIDEST] = [320, 2_560];
/** Above the last rule of the styles everything only grows. */
const WIDE_STEP = 80;
const RECORDS = 60;
const LONG = 'a-word-of-sixty-characters-without-any-place-to-break-it-up-';

interface Place {
  name: string;
  ready: string;
  at(server: PanelServer): string;
}

const record = (tab: string): Place => ({
  name: `record, ${tab}`,
  ready: '.drawer .tab-content:not([hidden]) > *',
  at: ({ api }) => `#/?record=${api.records.find(({ method }) => method === 'POST')!._id}&tab=${tab}`,
});
const page = (name: string, place: string, ready: string): Place => ({ name, ready, at: () => place });

const PLACES: readonly Place[] = [
  page('explorer', '#/?q=-method%3AGET+status%3A2xx%2C4xx%2C5xx+since%3A14d', '.records-space .row'),
  page('explorer, wrong query', '#/?q=stats%3A5xx', '.query-problem'),
  ...['overview', 'request', 'response', 'headers', 'related', 'raw'].map(record),
  {
    name: 'comparison',
    ready: '.difference',
    at: ({ api: { records } }) => `#/?record=${records[2]!._id}&compare=${records[5]!._id}`,
  },
  page('people', '#/people', '.table tbody tr'),
  {
    name: 'person',
    ready: '.session',
    at: ({ api }) => `#/people/${encodeURIComponent(api.records.find(({ user_id }) => user_id !== null)!.user_id!)}`,
  },
  page('routes', '#/routes', '.table tbody tr'),
  page('overview', '#/overview', '.overview-movers li'),
  page('health', '#/health', '.health-problems'),
  page('audit', '#/audit', '.table tbody tr'),
  page('holds', '#/holds', '.hold, .table tbody tr'),
  page('object', `#/objects/order/${LONG}`, '.shell-content li .difference'),
];

function hostile(server: PanelServer): void {
  server.api.records = longRecords(server.api.records);
  const { buffer, ...health } = server.api.health();
  server.bent.set('health', {
    status: 200,
    body: { ...health, buffer: { ...buffer, dropped: { full: 7_654_321 }, store_away: true } },
  });
  server.bent.set('objects', {
    status: 200,
    body: {
      results: server.api.records.slice(0, 3).map((record) => ({
        record,
        changes: [{ path: `body.${LONG}`, before: LONG, after: { [LONG]: LONG } }],
      })),
      next: null,
    },
  });
  const now = new Date(server.now).toISOString();
  server.holds = [{ user_id: LONG, reason: LONG, until: now, placed_by: LONG, placed_at: now }];
  server.settings = { ...server.settings, user: { user_id: LONG } };
  server.config = { ...server.config, title: 'The activity of the shop' };
}

/** Pixels: the largest width that a rule of the styles names. */
function widestRule(folder: string): number {
  const styles = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.css'));
  const rules = styles.flatMap((name) => [
    ...readFileSync(join(folder, 'assets', name), 'utf8').matchAll(/\((?:m[ai][xn]-)?width\s*[:<>]=?\s*(\d+)px\)/g),
  ]);
  return Math.max(...rules.map(([, width]) => Number(width)));
}

function* widths(step: number, widest: number): Generator<number> {
  for (let width = NARROWEST; width <= WIDEST; width += width > widest ? Math.max(step, WIDE_STEP) : step) yield width;
}

// Words differ in length from language to language: a wider step finds that.
describe.each([
  ['English', 'en-GB', 20],
  ['German', 'de-DE', 140],
  ['Arabic', 'ar', 140],
])('from 320 to 2560 px, in %s', (_, language, step) => {
  let browser: Browser;
  let server: PanelServer;
  let tab: Tab;
  let url: string;
  let widest: number;

  beforeAll(async () => {
    const folder = await builtPanel();
    widest = widestRule(folder);
    server = new PanelServer(folder, RECORDS);
    hostile(server);
    url = await server.start();
    browser = await launchBrowser();
    tab = await openTab(browser, { language });
    await signIn(tab.page, url, TOKEN);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it.each(PLACES)(
    'nothing overflows, is cut off or lies over another text: $name',
    async ({ at, ready }) => {
      const { page, complaints } = tab;
      // A page between two that are alike, so that the one before is not taken for the next.
      for (const [place, shown] of [
        ['#/nowhere', '.shell-content .state'],
        [at(server), ready],
      ] as const) {
        await page.evaluate((hash) => void (location.hash = hash), place);
        await page.locator(shown).first().waitFor();
      }
      await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
      await page.evaluate(() => document.fonts.ready);
      const found: Record<number, string[]> = {};
      for (const width of widths(step, widest)) {
        await page.setViewportSize({ width, height: 800 });
        await painted(page);
        const faults = await layoutFaults(page);
        if (faults.length > 0) found[width] = faults;
      }
      expect({ found, complaints }).toEqual({ found: {}, complaints: [] });
    },
    180_000,
  );
});
