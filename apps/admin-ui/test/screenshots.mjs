// Pictures of every page and state of made-up data, in each theme, on phone, tablet, desktop and a wide screen, in three languages:
// node apps/admin-ui/test/screenshots.mjs [folder] [--look light] [--state explorer] [--height 2400]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const load = async (/** @type {string} */ path) => (await runnerImport(at(path))).module;

/** @type {any} */
const { PanelServer, TOKEN } = await load('./support/panel-server.ts');
/** @type {any} */
const { builtPanel } = await load('./support/built-panel.ts');
/** @type {any} */
const { launchBrowser, openTab } = await load('./support/browser.ts');
/** @type {any} */
const { STATES } = await load('./support/states.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    look: { type: 'string', default: '' },
    state: { type: 'string', default: '' },
    height: { type: 'string' },
  },
});
const [folder = at('../screenshots')] = positionals;
const LOOKS = [
  { name: 'light', settings: {} },
  { name: 'dark', settings: { dark: true } },
  { name: 'tablet-light', settings: { width: 853 } },
  { name: 'tablet-dark', settings: { width: 853, dark: true } },
  { name: 'wide-light', settings: { width: 1920 } },
  { name: 'wide-dark', settings: { width: 1920, dark: true } },
  { name: 'tablet-german', settings: { width: 853, language: 'de-DE' } },
  { name: 'tablet-arabic', settings: { width: 853, language: 'ar' } },
  { name: 'phone-light', settings: { phone: true } },
  { name: 'phone-dark', settings: { phone: true, dark: true } },
  { name: 'arabic', settings: { language: 'ar' } },
  { name: 'arabic-phone', settings: { language: 'ar', phone: true } },
  { name: 'german', settings: { language: 'de-DE' } },
  { name: 'german-phone', settings: { language: 'de-DE', phone: true } },
  { name: 'forced', settings: {}, forcedColors: 'active' },
  { name: 'forced-phone', settings: { phone: true }, forcedColors: 'active' },
];

mkdirSync(folder, { recursive: true });
const built = await builtPanel();
const browser = await launchBrowser();
for (const { name, settings, forcedColors = 'none' } of LOOKS) {
  if (!name.startsWith(values.look)) continue;
  const { page, context, complaints } = await openTab(browser, settings);
  await page.emulateMedia({ forcedColors });
  if (values.height) await page.setViewportSize({ ...page.viewportSize(), height: Number(values.height) });
  for (const state of STATES) {
    if (!state.name.startsWith(values.state) || (state.phoneOnly && !settings.phone)) continue;
    const server = new PanelServer(built);
    const url = await server.start();
    await page.goto(url);
    await page.evaluate(([key, token]) => sessionStorage.setItem(key, token), ['activity-tracker.token', TOKEN]);
    await page.goto('about:blank');
    try {
      await state.open({ page, url, server });
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(folder, `${state.name}-${name}.png`) });
    } catch (error) {
      console.error(name, state.name, String(error).slice(0, 300));
      await page.screenshot({ path: join(folder, `${state.name}-${name}-failed.png`) });
    }
    await page.goto('about:blank');
    await server.stop();
  }
  if (complaints.length > 0) console.error(name, complaints);
  await context.close();
}
await browser.close();
