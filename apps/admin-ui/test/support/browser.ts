import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.js';

/** Ends a hang; a machine that is busy with other work is slow, and not wrong. */
const TIMEOUT_MS = 30_000;

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      // No process is started in advance for a page that never comes: a load takes a fifth less.
      '--renderer-process-limit=1',
    ],
  });
}

export interface Tab {
  page: Page;
  context: BrowserContext;
  /** What the page complained of: errors, and breaches of its policy. */
  complaints: string[];
}

export interface TabSettings {
  dark?: boolean;
  phone?: boolean;
  /** Pixels. Default: 1280, on a phone 390. */
  width?: number;
  language?: string;
  reducedMotion?: boolean;
}

export async function openTab(
  browser: Browser,
  { dark = false, phone = false, width, language = 'en-GB', reducedMotion = true }: TabSettings = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: phone ? { width: width ?? 390, height: 844 } : { width: width ?? 1280, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    locale: language,
    timezoneId: 'Europe/Berlin',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: 1,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Answers other than 2xx are told by the browser, and meant by the test.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, context, complaints };
}

export async function signIn(page: Page, url: string, token: string): Promise<void> {
  await page.goto(url);
  await page.locator('input[name=token]').fill(token);
  await page.locator('button[type=submit]').click();
  await page.locator('.shell').waitFor();
}
