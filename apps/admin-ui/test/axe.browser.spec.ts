import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openTab, type Tab } from './support/browser';
import { builtPanel } from './support/built-panel';
import { painted } from './support/painted';
import { PanelAddress } from './support/panel-address';
import { PanelServer, TOKEN } from './support/panel-server';
import { type PanelState, type Stage, STATES } from './support/states';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const ALL: axe.RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
  // It loads media and style sheets: the one rule of these that reads them is about media, and there are none.
  preload: false,
};
/** Colors are the same in all languages, and take most of the time: they are looked at in English. */
const NOT_CONTRAST: axe.RunOptions = { ...ALL, rules: { 'color-contrast': { enabled: false } } };
/** Some of each kind that a state asks for. */
const RECORDS = 400;
/** Rows of an earlier question are dimmed until the answer comes: they are not in use. */
const DIMMED = 'explorer-asking';
const PHONE = 390;

/** Every page, and what differs most from one to the next. */
const PAGES: ReadonlySet<string> = new Set([
  'sign-in',
  'explorer',
  'explorer-preferences',
  'record',
  'record-request',
  'compare',
  'people',
  'person',
  'person-security',
  'person-erase-preview',
  'holds',
  'object',
  'routes-never',
  'overview',
  'audit',
  'health-ill',
]);

interface Look {
  /** All states, or `PAGES` alone. */
  states: 'all' | 'pages';
  width: number;
  theme: 'light' | 'dark' | 'forced';
  language: 'en-GB' | 'de-DE' | 'ar';
}

/** All pairs of width and theme, of width and language, of theme and language. */
const PAIRS: readonly Look[] = [
  { states: 'all', width: 1280, theme: 'light', language: 'en-GB' },
  { states: 'all', width: 853, theme: 'dark', language: 'en-GB' },
  { states: 'all', width: PHONE, theme: 'light', language: 'ar' },
  { states: 'all', width: 1920, theme: 'forced', language: 'de-DE' },
  { states: 'pages', width: PHONE, theme: 'dark', language: 'de-DE' },
  { states: 'pages', width: PHONE, theme: 'forced', language: 'en-GB' },
  { states: 'pages', width: 853, theme: 'light', language: 'de-DE' },
  { states: 'pages', width: 853, theme: 'forced', language: 'ar' },
  { states: 'pages', width: 1280, theme: 'dark', language: 'ar' },
  { states: 'pages', width: 1280, theme: 'forced', language: 'de-DE' },
  { states: 'pages', width: 1920, theme: 'light', language: 'ar' },
  { states: 'pages', width: 1920, theme: 'dark', language: 'en-GB' },
];

/** `AXE_LOOKS=all` by hand: all states in the full product. */
const EVERY = process.env['AXE_LOOKS'] === 'all';
const LOOKS: readonly Look[] = EVERY
  ? [PHONE, 853, 1280, 1920].flatMap((width) =>
      (['light', 'dark', 'forced'] as const).flatMap((theme) =>
        (['en-GB', 'de-DE', 'ar'] as const).map((language) => ({ states: 'all' as const, width, theme, language })),
      ),
    )
  : PAIRS;

/** Looks that one tab can take: the language and the kind of device are those of a tab. */
const TABS = (['en-GB', 'de-DE', 'ar'] as const).flatMap((language) =>
  [false, true].map((phone) => ({
    language,
    phone,
    device: phone ? 'phone' : 'desktop',
    looks: LOOKS.filter((look) => look.language === language && (look.width === PHONE) === phone),
  })),
);

/** Nothing is kept from one load to the next but what the address says. */
const SIGNED_IN = 'signed-in';
const BEGIN = `if (location.protocol === 'http:') {
  localStorage.clear();
  sessionStorage.clear();
  if (location.search.includes('${SIGNED_IN}')) sessionStorage.setItem('activity-tracker.token', '${TOKEN}');
}`;

async function violations(page: Page, options: axe.RunOptions): Promise<string[]> {
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run('html', options);
    return [...document.querySelectorAll('audio, video')]
      .map(({ outerHTML }) => `media, for which axe would have to load them: ${outerHTML}`)
      .concat(
        violations.flatMap(({ id, nodes }) =>
          nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
        ),
      );
  }, options);
}

describe('axe finds nothing', () => {
  const address = new PanelAddress();
  let browser: Browser;
  let folder: string;
  let loads = 0;
  beforeAll(async () => {
    folder = await builtPanel();
    await address.start();
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await address.stop();
  });

  function newStage({ signedOut }: PanelState, page: Page): Stage {
    const server = new PanelServer(folder, RECORDS);
    return { page, server, url: `${address.serve(server)}?load=${++loads}${signedOut ? '' : `&${SIGNED_IN}`}` };
  }

  /** Plain states follow one another on a page that is not loaded again. */
  let last: { stage: Stage; isPlain: boolean } | undefined;

  async function open(state: PanelState, page: Page): Promise<void> {
    const isPlain = state.plain === true;
    const goesOn = isPlain && last?.isPlain && last.stage.page === page;
    const stage = goesOn ? last!.stage : newStage(state, page);
    last = undefined;
    if (goesOn) {
      await page.goto(`${stage.url}#/nowhere`);
      await page.locator('#content > .state:only-child').waitFor();
    }
    await state.open(stage);
    await page.evaluate(() => document.fonts.ready);
    if (!goesOn) await page.evaluate(AXE);
    last = { stage, isPlain };
  }

  /** What axe finds in a state. Pages stay what they are when the window changes; menus close. */
  async function* check(state: PanelState, page: Page, looks: readonly Look[]): AsyncGenerator<[Look, string[]]> {
    let shown = '';
    for (const look of looks) {
      const { width, theme, language } = look;
      try {
        await page.setViewportSize({ width, height: page.viewportSize()!.height });
        await page.emulateMedia({
          colorScheme: theme === 'dark' ? 'dark' : 'light',
          forcedColors: theme === 'forced' ? 'active' : 'none',
        });
        const again = shown !== '' && (state.stays || PAGES.has(state.name));
        if (!again) await open(state, page);
        await painted(page);
        const place = await page.evaluate(
          () => `${location.href}, dialogs: ${document.querySelectorAll('[open]').length}`,
        );
        if (again && place !== shown) throw new Error(`shows another state after a change of the window: ${place}`);
        shown = place;
        yield [look, await violations(page, language === 'en-GB' ? ALL : NOT_CONTRAST)];
      } catch (error) {
        yield [look, [String(error).slice(0, 300)]];
      }
    }
  }

  describe.each(TABS)('on a $device, in $language', ({ language, phone, looks }) => {
    let tab: Tab;
    beforeAll(async () => {
      tab = await openTab(browser, { phone, language });
      await tab.page.addInitScript(BEGIN);
    });
    afterAll(() => tab?.context.close());

    const due = ({ name }: PanelState) => looks.filter(({ states }) => states === 'all' || PAGES.has(name));
    const states = STATES.filter(
      (state) => (phone || !state.phoneOnly) && state.name !== DIMMED && due(state).length > 0,
    ).sort((a, b) => Number(a.plain ?? false) - Number(b.plain ?? false));

    it.each(states)(
      'in the state $name',
      async (state) => {
        const found: Record<string, string[]> = {};
        for await (const [{ width, theme }, all] of check(state, tab.page, due(state)))
          found[`${width} px, ${theme}`] = all;
        expect(found).toEqual(Object.fromEntries(due(state).map(({ width, theme }) => [`${width} px, ${theme}`, []])));
        expect(tab.complaints).toEqual([]);
      },
      EVERY ? 600_000 : 180_000,
    );
  });
});
