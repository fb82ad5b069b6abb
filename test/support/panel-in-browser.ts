import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, openTab, type Tab } from '../../apps/admin-ui/test/support/browser.js';
import { EVERY_PERMISSION } from './permissions.js';
import { ensurePanel } from './panel-build.js';
import type { TrackedApp } from './tracked-app.js';

export { signIn } from '../../apps/admin-ui/test/support/browser.js';

export const ADMIN = { permissions: EVERY_PERMISSION };

export const panelAt = (origin: string, base = ''): string => `${origin}${base}/activity-logs/admin/index.html`;

export interface PanelTab extends Tab {
  requests: string[];
}

/** Runs a test in a tab that gets to one origin only; the page must not have complained at its end. */
export type InTab = (origin: string, test: (tab: PanelTab) => Promise<void>) => Promise<void>;

/** The panel's build, and one browser for all tests of a file or a `describe`. */
export function panelBrowser(): InTab {
  let browser: Browser;
  beforeAll(async () => {
    ensurePanel();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(() => browser?.close());
  return (origin, test) => inTab(browser, origin, test);
}

async function inTab(browser: Browser, origin: string, test: (tab: PanelTab) => Promise<void>): Promise<void> {
  const tab = await openTab(browser);
  const requests: string[] = [];
  const refused: string[] = [];
  await tab.context.route('**', (route) => {
    const address = route.request().url();
    requests.push(address);
    if (new URL(address).origin === origin) return route.continue();
    refused.push(address);
    return route.abort();
  });
  try {
    await test({ ...tab, requests });
    expect({ complaints: tab.complaints, refused }).toEqual({ complaints: [], refused: [] });
  } finally {
    await tab.context.close();
  }
}

export const ROWS = '.records-space .row';

export async function ask(page: Page, query: string): Promise<void> {
  await page.locator('#query').fill(query);
  await page.locator('#query').press('Enter');
}

export const counted = (page: Page): Promise<string> => page.locator('.records-count').innerText();

export const pathsOf = (page: Page): Promise<string[]> => page.locator(`${ROWS} .path`).allInnerTexts();

export const adminToken = (app: TrackedApp, userId: number | string = 1): string => app.token(userId, ADMIN);
