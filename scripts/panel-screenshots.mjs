// Called by hand.
// The pictures of docs/panel.md, taken of the sample shop with its demonstration history: node scripts/panel-screenshots.mjs [folder]
import { fork } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runnerImport } from 'vite';
import { ROOT } from './ensure-installed.mjs';
import { startMongodb } from './mongodb/start-mongodb.mjs';

const SAMPLE = join(ROOT, 'dist/apps/sample');
const MOST_BYTES = 150_000;
const ROUND_MS = 100;
const QUIET_ROUNDS = 5;
const MOST_ATTEMPTS = 10;
/** A little less than a laptop's screen, for the size of the files. */
const DESKTOP = { width: 1120, height: 700 };
const [folder = join(ROOT, 'docs/panel')] = process.argv.slice(2);

/** @type {any} */
const { launchBrowser, openTab } = (await runnerImport(join(ROOT, 'apps/admin-ui/test/support/browser.ts'))).module;
const { ADMINISTRATOR } = await import(pathToFileURL(join(SAMPLE, 'demo/demo-accounts.js')).href);

/** @typedef {import('playwright-core').Page} Page */

/** @type {{ name: string, place: string | ((page: Page) => Promise<unknown>), ready: string, looks?: object[] }[]} */
const PICTURES = [
  {
    name: 'explorer',
    place: '#/?q=since%3A7d',
    ready: '.records-space .row',
    looks: [{}, { dark: true }, { phone: true }],
  },
  { name: 'failures', place: '#/?q=status%3A5xx+controller%3AOrders+since%3A14d', ready: '.records-space .row' },
  { name: 'record', place: openRecord, ready: '.fields' },
  { name: 'object', place: openObject, ready: 'main ol > li' },
  { name: 'people', place: '#/people', ready: '.table tbody tr' },
  { name: 'person', place: '#/people/demo-001', ready: '.session' },
  { name: 'routes', place: '#/routes', ready: '.table tbody tr' },
  { name: 'overview', place: '#/overview', ready: '.histogram svg' },
  { name: 'audit', place: '#/audit', ready: '.table tbody tr' },
  { name: 'health', place: '#/health', ready: '.panel' },
];

mkdirSync(folder, { recursive: true });
const { mongodb, tried } = await startMongodb({ say: (text) => process.stdout.write(text) });
if (!mongodb) throw new Error(`No MongoDB was found: ${tried.join('; ')}`);
const sample = fork(join(SAMPLE, 'main.js'), {
  env: { ...process.env, PORT: '0', MONGODB_URI: mongodb.uri, SAMPLE_DB: 'panel_screenshots' },
});
const counted = told('counted');
const { url } = await told('ready');
await counted;
const browser = await launchBrowser();
try {
  // What an administrator looks at is itself recorded: the fewer pages before, the fewer such records in the picture.
  for (const look of [{ dark: true }, { phone: true }, {}]) await photograph(look);
} finally {
  await browser.close();
  sample.kill('SIGTERM');
  await new Promise((resolve) => sample.once('exit', resolve));
  await mongodb.stop();
}

/**
 * @param {string} what
 * @returns {Promise<any>} the message of the sample that says so
 */
function told(what) {
  return new Promise((resolve, reject) => {
    sample.on('message', (message) => {
      if (/** @type {{ type: string }} */ (message).type === what) resolve(message);
    });
    sample.on('exit', (code) => reject(new Error(`The sample ended with ${code}`)));
  });
}

/** @param {{ dark?: boolean, phone?: boolean }} look */
async function photograph(look) {
  const { page, context, complaints } = await openTab(browser, look);
  let asked = 0;
  page.on('request', () => asked++);
  for (const end of /** @type {const} */ (['requestfinished', 'requestfailed'])) page.on(end, () => asked--);
  const suffix = look.dark ? '-dark' : look.phone ? '-phone' : '';
  if (!look.phone) await page.setViewportSize(DESKTOP);
  await page.goto(`${url}/activity-logs/admin`);
  await page.locator('input[type=password]').waitFor();
  if (suffix === '') await shoot(page, 'sign-in');
  await page.locator('input[name=email]').fill(ADMINISTRATOR.email);
  await page.locator('input[type=password]').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await page.locator('.shell').waitFor();
  for (const { name, place, ready, looks = [{}] } of PICTURES) {
    if (!looks.some((wanted) => JSON.stringify(wanted) === JSON.stringify(look))) continue;
    if (typeof place === 'string') await page.evaluate(`location.hash = ${JSON.stringify(place)}`);
    else await place(page);
    await page.locator(ready).first().waitFor();
    await page.mouse.move(0, 0);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // One answer may lead to the next question.
      for (let quiet = 0; quiet < QUIET_ROUNDS; quiet = asked === 0 ? quiet + 1 : 0) await wait(ROUND_MS);
      // On a busy machine figures may be incomplete.
      if ((await page.locator('.page .note-warning').count()) === 0) break;
      await page.keyboard.press('r');
    }
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await shoot(page, name + suffix);
  }
  if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`);
  await context.close();
}

/** @param {Page} page @param {string} name */
async function shoot(page, name) {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1_000)} kB${size > MOST_BYTES ? ': too large' : ''}`);
}

/** Of what failed, the newest. @param {Page} page */
async function openRecord(page) {
  await page
    .locator('.records-space .row')
    .first()
    .click({ position: { x: 200, y: 12 } });
}

/** One that was changed, of the newest. @param {Page} page */
async function openObject(page) {
  await page.evaluate(`location.hash = '#/?q=resource%3Aorder+name%3AOrders.redeem+status%3A2xx+since%3A14d'`);
  await page.locator('.chip', { hasText: 'resource' }).waitFor();
  await openRecord(page);
  await page.locator('.fields a[href^="#/objects/"]').click();
}
