// Pictures of every page, light and dark, desktop and phone, of made-up data: `node apps/admin-ui/test/screenshots.mjs [folder]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const load = async (/** @type {string} */ path) => (await runnerImport(at(path))).module;

/** @type {any} */
const { PanelServer, TOKEN } = await load('./support/panel-server.ts');
/** @type {any} */
const { builtPanel } = await load('./support/built-panel.ts');
/** @type {any} */
const { launchBrowser, openTab, signIn } = await load('./support/browser.ts');

const [folder = at('../screenshots'), only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = new PanelServer(await builtPanel());
const url = await server.start();
const browser = await launchBrowser();
const failing = server.api.records.find((/** @type {any} */ record) => record.status_code >= 500);
const posted = server.api.records.filter((/** @type {any} */ record) => record.method === 'POST');

/** @type {[name: string, place: string, ready: string][]} */
const PAGES = [
  ['explorer', '#/', '.records-space .row'],
  ['explorer-filtered', '#/?q=status%3A4xx%2C5xx+-method%3AGET+since%3A7d', '.records-space .row'],
  ['explorer-error', '#/?q=stats%3A5xx+since%3A7d', '.query-problem'],
  ['explorer-empty', '#/?q=user%3Anobody+since%3A7d', '.state'],
  ['record', `#/?record=${posted[2]._id}`, '.fields'],
  ['record-request', `#/?record=${posted[2]._id}&tab=request`, '.json-root'],
  ['record-headers', `#/?record=${failing._id}&tab=headers`, '.json-root'],
  ['record-related', `#/?record=${failing._id}&tab=related`, '.mini-list'],
  ['compare', `#/?record=${posted[2]._id}&compare=${posted[5]._id}`, '.difference'],
  ['people', '#/people', '.table tbody tr'],
  ['person', `#/people/${server.api.records[0].user_id ?? 1000}`, '.session'],
  ['routes', '#/routes', '.table tbody tr'],
  ['overview', '#/overview', '.histogram svg'],
  ['health', '#/health', '.panel'],
];
const LOOKS = [
  { name: 'light', settings: {} },
  { name: 'dark', settings: { dark: true } },
  { name: 'phone-light', settings: { phone: true } },
  { name: 'phone-dark', settings: { phone: true, dark: true } },
  { name: 'arabic', settings: { language: 'ar' } },
];

for (const look of LOOKS) {
  if (only && !look.name.startsWith(only)) continue;
  const { page, context, complaints } = await openTab(browser, look.settings);
  await page.goto(url);
  await page.locator('input[name=token]').waitFor();
  await page.screenshot({ path: join(folder, `sign-in-${look.name}.png`) });
  await signIn(page, url, TOKEN);
  for (const [name, place, ready] of PAGES) {
    await page.evaluate((/** @type {string} */ place) => void (location.hash = place), place);
    await page.locator(ready).first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
    await page.screenshot({ path: join(folder, `${name}-${look.name}.png`) });
  }
  if (complaints.length > 0) console.error(look.name, complaints);
  await context.close();
}
await browser.close();
await server.stop();
