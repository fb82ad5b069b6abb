import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openTab } from './support/browser';
import { builtPanel } from './support/built-panel';
import { painted } from './support/painted';
import { PanelServer, TOKEN } from './support/panel-server';
import { type PanelState, STATES } from './support/states';

const ALL: axe.RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
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

/** All pairs of width and theme, of width and language, of theme and language. */
const LOOKS = [
  { states: 'all states', width: 1280, theme: 'light', language: 'en-GB' },
  { states: 'all states', width: 853, theme: 'dark', language: 'en-GB' },
  { states: 'all states', width: PHONE, theme: 'light', language: 'ar' },
  { states: 'all states', width: 1920, theme: 'forced', language: 'de-DE' },
  { states: 'pages', width: PHONE, theme: 'dark', language: 'de-DE' },
  { states: 'pages', width: PHONE, theme: 'forced', language: 'en-GB' },
  { states: 'pages', width: 853, theme: 'light', language: 'de-DE' },
  { states: 'pages', width: 853, theme: 'forced', language: 'ar' },
  { states: 'pages', width: 1280, theme: 'dark', language: 'ar' },
  { states: 'pages', width: 1280, theme: 'forced', language: 'de-DE' },
  { states: 'pages', width: 1920, theme: 'light', language: 'ar' },
  { states: 'pages', width: 1920, theme: 'dark', language: 'en-GB' },
] as const;

/** Signs the first page of an origin in; after that a state may sign out. */
const SIGN_IN = `if (location.protocol === 'http:' && !localStorage.getItem('seen')) {
  localStorage.setItem('seen', '1');
  sessionStorage.setItem('activity-tracker.token', '${TOKEN}');
}`;

async function violations(page: Page, options: axe.RunOptions): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready);
  await painted(page);
  await page.evaluate(axe.source);
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run('html', options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  }, options);
}

describe('axe finds nothing', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await builtPanel();
    browser = await launchBrowser();
  }, 180_000);
  afterAll(() => browser?.close());

  async function check(state: PanelState, page: Page, options: axe.RunOptions): Promise<string[]> {
    const server = new PanelServer(folder, RECORDS);
    const url = await server.start();
    try {
      await state.open({ page, url, server });
      return await violations(page, options);
    } catch (error) {
      return [String(error).slice(0, 300)];
    } finally {
      await page.goto('about:blank');
      await server.stop();
    }
  }

  it.each(LOOKS)(
    'in $states at $width px, in the theme $theme, in $language',
    async ({ states, width, theme, language }) => {
      const phone = width === PHONE;
      const tab = await openTab(browser, { width, phone, language, dark: theme === 'dark' });
      try {
        await tab.page.addInitScript(SIGN_IN);
        if (theme === 'forced') await tab.page.emulateMedia({ forcedColors: 'active' });
        const found: Record<string, string[]> = {};
        for (const state of STATES) {
          if ((state.phoneOnly && !phone) || state.name === DIMMED) continue;
          if (states === 'pages' && !PAGES.has(state.name)) continue;
          const all = await check(state, tab.page, language === 'en-GB' ? ALL : NOT_CONTRAST);
          if (all.length > 0) found[state.name] = all;
        }
        expect(found).toEqual({});
        expect(tab.complaints).toEqual([]);
      } finally {
        await tab.context.close();
      }
    },
    600_000,
  );
});
