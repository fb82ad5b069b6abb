import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { accessibility } from './browser/accessibility';
import { audit } from './browser/audit';
import { explorer } from './browser/explorer';
import { figures } from './browser/figures';
import { hostile } from './browser/hostile';
import { keyboard } from './browser/keyboard';
import { layout } from './browser/layout';
import { looking } from './browser/looking';
import { pages } from './browser/pages';
import { record } from './browser/record';
import { session } from './browser/session';
import { context } from './browser/context';
import { tabs } from './browser/tabs';
import { thread } from './browser/thread';
import { views } from './browser/views';
import { launchBrowser } from './support/browser';
import { builtPanel } from './support/built-panel';
import { PanelAddress } from './support/panel-address';

/** The built panel in a real browser, under the policy it is served with. One browser for all of it. */
describe('the panel in a browser', () => {
  const bench = { browser: undefined as unknown as Browser, folder: '', address: new PanelAddress() };
  beforeAll(async () => {
    bench.folder = await builtPanel();
    await bench.address.start();
    bench.browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await bench.browser?.close();
    await bench.address.stop();
  });

  session(bench);
  explorer(bench);
  record(bench);
  thread(bench);
  context(bench);
  views(bench);
  tabs(bench);
  keyboard(bench);
  looking(bench);
  layout(bench);
  figures(bench);
  pages(bench);
  audit(bench);
  accessibility(bench);
  hostile(bench);
});
