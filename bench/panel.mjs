// The panel over a large log, in a real browser: time to the first rows; from a click on a facet to its rows and all
// counts, and what of it each answer takes; frames drawn and dropped while scrolling. Software rendering: a desktop's
// browser is quicker.
//   node bench/panel.mjs [--records 1000000] [--rounds 7]
import { loadavg } from 'node:os';
import { runnerImport } from 'vite';
import { ROOT } from '../scripts/ensure-installed.mjs';
import { startApp } from './endpoints/app.mjs';
import { fillCollection } from './fill/fill-collection.mjs';
import { between, commandLine } from './harness/command-line.mjs';
import { framesOf } from './harness/frames.mjs';
import { spread } from './harness/statistics.mjs';
import { dropDatabase, startStore } from './harness/store.mjs';

const values = commandLine({
  records: { type: 'string', default: '1000000' },
  rounds: { type: 'string', default: '7' },
});
const count = between('records', values.records, 1, 100_000_000);
const rounds = between('rounds', values.rounds, 1, 1_000);
const ROW = '.records-space .row';
const ANSWERS = /** @type {const} */ (['records', 'timeline', 'facets']);
/** Pixels, and pixels a second. */
const SCROLL = { distance: 7_200, speed: 2_400 };
const dbName = 'bench-panel';

/** Clicks, and notes when what is shown is first the answer to that click, all of it. */
const CLICK = `(button) => new Promise((resolve) => {
  const busy = '.shown-answer[aria-busy=true], .skeleton';
  const query = location.hash;
  let rows;
  const began = performance.now();
  performance.clearResourceTimings();
  const look = () => {
    if (location.hash === query || !document.querySelector('.facet-chosen')) return;
    if (rows === undefined && document.querySelector('.records[aria-busy=false]')) rows = performance.now() - began;
    if (document.querySelector(busy)) return;
    const known = performance.getEntriesByType('resource').map(({ name, startTime, responseStart, responseEnd }) => ({
      path: new URL(name).pathname.split('/').at(-1),
      sent: startTime - began,
      waited: responseStart - began,
      read: responseEnd - began,
    }));
    if (!${JSON.stringify(ANSWERS)}.every((name) => known.some(({ path }) => path === name))) return;
    observer.disconnect();
    // Until it can be seen.
    requestAnimationFrame(() => setTimeout(() => resolve({ rows, all: performance.now() - began, answers: known })));
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  button.click();
})`;

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
  /** @type {{ rows: number, all: number, answers: { path: string, sent: number, waited: number, read: number }[] }[]} */
  const clicks = [];
  for (let round = 0; round < rounds; round++) {
    opening.push(
      await timed(async () => {
        await page.reload();
        await page.locator(ROW).first().waitFor();
      }),
    );
    const nth = 1 + (round % 2);
    await page.locator('.facet-button').nth(nth).waitFor();
    await page.waitForLoadState('networkidle');
    clicks.push(await page.evaluate(`(${CLICK})(document.querySelectorAll('.facet-button')[${nth}])`));
    await page.goto(`${app.panelUrl}#/`);
  }
  console.log(`| what | |\n| --- | --: |`);
  console.log(`| first rows after opening | ${spread(opening, 0)} |`);
  console.log(
    `| from a click on a facet to its rows | ${spread(
      clicks.map(({ rows }) => rows),
      0,
    )} |`,
  );
  for (const name of ANSWERS) {
    const own = clicks.map(({ answers }) => answers.find(({ path }) => path === name));
    console.log(
      `| – ${name}: asked after | ${spread(
        own.map((answer) => answer?.sent ?? Number.NaN),
        0,
      )} |\n` +
        `| – ${name}: answered after | ${spread(
          own.map((answer) => answer?.read ?? Number.NaN),
          0,
        )} |`,
    );
  }
  console.log(
    `| … to all counts | ${spread(
      clicks.map(({ all }) => all),
      0,
    )} |`,
  );

  await page.locator(ROW).first().waitFor();
  await page.waitForLoadState('networkidle');
  const devtools = await page.context().newCDPSession(page);
  /** @type {{ perSecond: number, dropped: number }[]} */
  const frames = [];
  for (let round = 0; round < rounds; round++) {
    frames.push(
      await framesOf(browser, page, () =>
        devtools.send('Input.synthesizeScrollGesture', {
          x: 700,
          y: 500,
          yDistance: round % 2 === 0 ? -SCROLL.distance : SCROLL.distance,
          speed: SCROLL.speed,
          gestureSourceType: 'mouse',
        }),
      ),
    );
  }
  console.log(
    `| frames drawn a second while scrolling by wheel | ${spread(
      frames.map(({ perSecond }) => perSecond),
      0,
    )} |`,
  );
  console.log(
    `| frames dropped, per cent | ${spread(
      frames.map(({ dropped }) => 100 * dropped),
      1,
    )} |`,
  );
}

/** @param {() => Promise<void>} work */
async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
