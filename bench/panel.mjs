// The panel over a large log, in a real browser: time to the first rows, and from a click on a facet to its rows and counts;
// frames while scrolling. Software rendering: a desktop's browser is quicker.
// node bench/panel.mjs [--records 1000000] [--rounds 7]
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { ROOT } from '../scripts/ensure-installed.mjs';
import { startApp } from './endpoints/app.mjs';
import { fillCollection } from './fill/fill-collection.mjs';
import { spread } from './harness/statistics.mjs';
import { dropDatabase, startStore } from './harness/store.mjs';

const { values } = parseArgs({
  options: { records: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '7' } },
});
const count = Number(values.records);
const rounds = Number(values.rounds);
const ROW = '.records-space .row';
/** Runs in the page: frames a second over three seconds of scrolling. */
const SCROLLING = `new Promise((resolve) => {
  const table = document.querySelector('#records');
  const began = performance.now();
  let shown = 0;
  const next = (now) => {
    shown++;
    table.scrollBy(0, 24);
    if (now - began < 3000) requestAnimationFrame(next);
    else resolve((shown / (now - began)) * 1000);
  };
  requestAnimationFrame(next);
})`;
const dbName = 'bench-panel';

const { launchBrowser, openTab } = (await runnerImport(`${ROOT}apps/admin-ui/test/support/browser.ts`)).module;
const store = await startStore();
await fillCollection({
  uri: store.uri,
  dbName,
  collectionName: 'activity_logs',
  count,
  days: 30,
  users: 5_000,
  seed: 1,
  end: Date.now(),
});
const app = await startApp(store.uri, dbName);
await app.rebuildStatistics();
const browser = await launchBrowser();
try {
  console.log(
    `${count.toLocaleString('en')} records, ${rounds} rounds, Chromium ${browser.version()} without a graphics card, Node ${process.version}, ` +
      `load average ${loadavg()[0]?.toFixed(1)}; milliseconds: median (least–most)\n`,
  );
  await measure();
} finally {
  await browser.close();
  await app.stop();
  await dropDatabase(store.uri, dbName);
  await store.stop();
}

async function measure() {
  const { page } = await openTab(browser);
  await page.goto(`${app.panelUrl}#/`);
  await page.locator('input[name=token]').fill(app.token);
  await page.locator('input[name=keep]').check();
  await page.locator('button[type=submit]').click();
  await page.locator(ROW).first().waitFor();
  /** @type {number[]} */
  const opening = [];
  /** @type {number[]} */
  const facet = [];
  for (let round = 0; round < rounds; round++) {
    opening.push(
      await timed(async () => {
        await page.reload();
        await page.locator(ROW).first().waitFor();
      }),
    );
    const value = page.locator('.facet-button').nth(1 + (round % 2));
    await value.waitFor();
    await page.waitForLoadState('networkidle');
    facet.push(
      await timed(async () => {
        const answers = ['/records', '/facets'].map((path) =>
          page.waitForResponse((/** @type {any} */ response) => new URL(response.url()).pathname.endsWith(path)),
        );
        await value.click();
        await Promise.all(answers);
        await page.locator('.facets:not([aria-busy=true])').waitFor();
        await page.locator(ROW).first().waitFor();
      }),
    );
    await page.goto(`${app.panelUrl}#/`);
  }
  await page.locator(ROW).first().waitFor();
  const frames = await page.evaluate(SCROLLING);
  console.log(`| what | |\n| --- | --: |`);
  console.log(`| first rows after opening | ${spread(opening, 0)} |`);
  console.log(`| a click on a facet: its rows and all counts | ${spread(facet, 0)} |`);
  console.log(`| frames a second while scrolling | ${Number(frames).toFixed(0)} |`);
}

/** @param {() => Promise<void>} work */
async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
