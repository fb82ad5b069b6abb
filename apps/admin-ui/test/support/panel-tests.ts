import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { openTab, signIn, type Tab, type TabSettings } from './browser';
import type { PanelAddress } from './panel-address';
import { PanelServer, TOKEN } from './panel-server';

/** What the browser tests share: one browser, one build, one address; each test has a server and a tab. */
export interface Bench {
  browser: Browser;
  folder: string;
  address: PanelAddress;
}

export interface Setting extends Tab {
  server: PanelServer;
  url: string;
}

export interface PanelSettings extends TabSettings {
  signedIn?: boolean;
  place?: string;
  count?: number;
}

type PanelTest = (setting: Setting) => Promise<void>;

/** Runs a test in its own tab; the page must not have complained at its end. */
export async function inPanel(
  { browser, folder, address }: Bench,
  ...given: [PanelTest] | [PanelSettings, PanelTest]
): Promise<void> {
  const [{ signedIn = true, place = '', count = 1_500, ...settings }, test] =
    given.length === 1 ? [{}, given[0]] : given;
  const server = new PanelServer(folder, count);
  const url = address.serve(server);
  const tab = await openTab(browser, settings);
  try {
    if (signedIn) await signIn(tab.page, url + place, TOKEN);
    await test({ ...tab, server, url });
    expect(tab.complaints).toEqual([]);
  } finally {
    await tab.context.close();
  }
}
