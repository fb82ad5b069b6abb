import type { Page } from 'playwright-core';
import type { Activity } from '../../src/api/record-types';
import { FAILING_UPKEEP, PREVIEW } from './failing-upkeep';
import { SECURITY } from './fixture-security';
import type { PanelServer } from './panel-server';

export interface Stage {
  page: Page;
  url: string;
  server: PanelServer;
}

/** Something the panel can look like; found by what is the same in every language. */
export interface PanelState {
  name: string;
  phoneOnly?: boolean;
  signedOut?: boolean;
  /** Its address says all of it: a change of the window leaves it what it is. */
  stays?: boolean;
  /** Nothing else differs from one to the next, and none is taken for a page that does not exist. */
  plain?: boolean;
  /** Leaves the page as it is to be looked at. */
  open(stage: Stage): Promise<void>;
}

const ROWS = '.records-space .row';
const AWAY = { status: 503, body: { message: 'Service Unavailable' } };
const NEVER = { status: 0, body: null };
const MISSING = [{ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' }];

const settled = (page: Page) => page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);

/** @param ready what tells that it is there; a skeleton may stay only where it is what is waited for */
async function show({ page, url }: Stage, place: string, ready: string): Promise<void> {
  await page.goto(url + place);
  await page.locator(ready).first().waitFor();
  if (!ready.includes('skeleton')) await settled(page);
}

const at = (name: string, place: string, ready: string): PanelState => ({
  name,
  stays: true,
  plain: !ready.includes('.state'),
  open: (stage) => show(stage, place, ready),
});

const bent = (name: string, paths: readonly string[], answer: { status: number; body: unknown }, then: PanelState) => ({
  name,
  stays: true,
  open: async (stage: Stage) => {
    for (const path of paths) stage.server.bent.set(path, answer);
    await then.open(stage);
  },
});

const after = (
  name: string,
  first: PanelState,
  act: (stage: Stage) => Promise<void>,
  ready: string,
  phoneOnly = false,
): PanelState => ({
  name,
  phoneOnly,
  signedOut: first.signedOut ?? false,
  open: async (stage) => {
    await first.open(stage);
    await act(stage);
    await stage.page.locator(ready).first().waitFor();
    if (!ready.includes('skeleton')) await settled(stage.page);
  },
});

const click = (selector: string) => async (stage: Stage) => {
  await stage.page.locator(selector).first().click();
};

const signedOut = (name: string, ready: string, prepare: (stage: Stage) => void | Promise<void> = () => {}) => ({
  name,
  signedOut: true,
  open: async (stage: Stage) => {
    await stage.page.goto(stage.url);
    await stage.page.evaluate(() => sessionStorage.clear());
    await stage.page.goto('about:blank');
    await prepare(stage);
    await show(stage, '', ready);
  },
});

const withLogin = ({ server }: Stage) => {
  server.config = {
    ...server.config,
    login: { url: './login', fields: ['email', { name: 'password', type: 'password' }], tokenPath: 'data.access' },
  };
};

const posted = ({ server }: Stage): Activity[] => server.api.records.filter(({ method }) => method === 'POST');
const failing = ({ server }: Stage): Activity => server.api.records.find(({ status_code }) => status_code === 500)!;

const record = (
  name: string,
  tab: string,
  ready: string,
  of: (stage: Stage) => Activity = (stage) => posted(stage)[2]!,
): PanelState => ({
  name,
  stays: true,
  plain: true,
  open: (stage) => show(stage, `#/?record=${of(stage)._id}&tab=${tab}`, ready),
});

const explorer = at('explorer', '#/', ROWS);
const people = at('people', '#/people', '.table tbody tr');
const person = at('person', '#/people/1000', '.session');
const routes = at('routes', '#/routes', '.table tbody tr');
const overview = at('overview', '#/overview', '.overview-movers li');
const health = at('health', '#/health', '.panel');

/** Every page of the panel, and every state of it that a reader can get to see. */
export const STATES: readonly PanelState[] = [
  signedOut('sign-in', 'input[name=token]'),
  signedOut('sign-in-form', 'input[name=password]', withLogin),
  after(
    'sign-in-refused',
    signedOut('', 'input[name=password]', withLogin),
    async ({ page }) => {
      await page.locator('input[name=email]').fill('ada@shop.example');
      await page.locator('input[name=password]').fill('wrong');
      await page.locator('button[type=submit]').click();
    },
    '.note-error',
  ),
  bent('sign-in-forbidden', ['settings'], { status: 403, body: {} }, at('', '', '.state-alert')),
  bent('sign-in-away', ['settings'], AWAY, at('', '', '.state-alert')),

  explorer,
  at('explorer-filtered', '#/?q=status%3A4xx%2C5xx+-method%3AGET+since%3A7d', ROWS),
  at('explorer-wrong', '#/?q=stats%3A5xx+since%3A7d', '.query-problem'),
  at('explorer-none', '#/?q=user%3Anobody+since%3A7d', '.state'),
  {
    name: 'explorer-empty',
    open: async (stage) => {
      stage.server.api.records = [];
      await show(stage, '#/?q=', '.state');
    },
  },
  {
    name: 'explorer-loading',
    open: async (stage) => {
      for (const path of ['records', 'facets', 'timeline']) stage.server.bent.set(path, NEVER);
      await show(stage, '#/', '.explorer-records .skeleton');
    },
  },
  bent('explorer-away', ['records', 'facets', 'timeline'], AWAY, at('', '#/', '.state-alert')),
  bent(
    'explorer-fails',
    ['records'],
    { status: 500, body: { message: 'Internal server error' } },
    at('', '#/', '.state-alert'),
  ),
  after(
    'explorer-old',
    explorer,
    async ({ page, server }) => {
      server.bent.set('records', AWAY);
      await page.locator('#query').fill('status:2xx');
      await page.locator('#query').press('Enter');
    },
    '.state-alert, .note-warning',
  ),
  after(
    'explorer-asking',
    explorer,
    async ({ page, server }) => {
      for (const path of ['records', 'facets', 'timeline']) server.bent.set(path, NEVER);
      await page.locator('#query').fill('status:4xx');
      await page.locator('#query').press('Enter');
      await page.waitForFunction(() => Number(getComputedStyle(document.querySelector('.records')!).opacity) < 0.5);
    },
    '.chip',
  ),
  after(
    'explorer-expired',
    explorer,
    async ({ page, server }) => {
      server.tokens.clear();
      await page.locator('#query').fill('status:5xx');
      await page.locator('#query').press('Enter');
    },
    'dialog',
  ),
  after(
    'explorer-suggestions',
    explorer,
    async ({ page }) => page.locator('#query').pressSequentially('st'),
    '.suggestion',
  ),
  after('explorer-times', explorer, click('.time-choice'), '[role=menuitem]:visible'),
  after(
    'explorer-range',
    explorer,
    async ({ page }) => {
      await page.locator('.time-choice').click();
      await page.locator('[role=menuitem]:visible').last().click();
    },
    'input[type=datetime-local]',
  ),
  after('explorer-keys', explorer, async ({ page }) => page.keyboard.press('?'), 'dialog'),
  after('explorer-preferences', explorer, click('.shell-account > button:last-of-type'), 'dialog'),
  after('explorer-export', explorer, click('.tools > .tools-labelled:has(+ .tools-help)'), 'dialog'),
  after(
    'explorer-cell',
    explorer,
    async ({ page }) => {
      await page.locator(ROWS).first().hover();
      await page.locator('.cell-filter').first().click();
    },
    '[role=menuitem]:visible',
  ),
  after('explorer-facets', explorer, click('.tools > .tools-labelled'), 'dialog .facet', true),
  after(
    'explorer-live',
    at('', '#/?live=1', ROWS),
    async ({ page, server }) => {
      await page.locator('.live .button-icon').click();
      await page.waitForFunction(() => document.querySelector('.live [aria-pressed=true]'));
      while (server.following === 0) await page.evaluate(() => new Promise(requestAnimationFrame));
      for (const id of ['a', 'b', 'c']) {
        server.arrive({
          ...server.api.records[0]!,
          _id: id.repeat(24),
          created_time: new Date().toISOString(),
        });
      }
    },
    '.records-pill',
  ),

  record('record', 'overview', '.field-line'),
  record('record-request', 'request', '.json-root'),
  record('record-response', 'response', '.json-root'),
  record('record-cut', 'response', '.note', ({ server }) =>
    server.api.records.find(({ truncated, status_code }) => truncated && status_code === 200)!,
  ),
  record('record-headers', 'headers', '.json-root', failing),
  record('record-related', 'related', '.mini-list', failing),
  record('record-raw', 'raw', '.drawer .tab-content:not([hidden]) > *'),
  record('record-event', 'overview', '.field-line', ({ server }) =>
    server.api.records.find(({ event_name }) => event_name)!,
  ),
  after('record-actions', record('', 'overview', '.field-line'), click('.pivot'), '[role=menuitem]:visible'),
  { name: 'record-gone', open: (stage) => show(stage, `#/?record=${'0'.repeat(24)}`, '.drawer .state') },
  {
    name: 'compare-choose',
    open: (stage) => show(stage, `#/?compare=${posted(stage)[2]!._id}`, '.records-compare'),
  },
  {
    name: 'compare',
    open: (stage) => show(stage, `#/?record=${posted(stage)[2]!._id}&compare=${posted(stage)[5]!._id}`, '.difference'),
  },

  people,
  at('people-none', '#/people?search=no-such-person', '.state'),
  bent('people-loading', ['users'], NEVER, at('', '#/people', '.skeleton')),
  bent('people-away', ['users'], AWAY, at('', '#/people', '.state-alert')),
  person,
  at('person-none', '#/people/unknown', '.shown .state, .state'),
  {
    name: 'person-security',
    open: async (stage) => {
      stage.server.settings = { ...stage.server.settings, anomalies: true };
      stage.server.bent.set('users/1000/security', { status: 200, body: SECURITY });
      await show(stage, '#/people/1000', '.share-list strong');
    },
  },
  after('person-hold', person, click('.page-tools .button:has(+ .button-danger)'), 'dialog'),
  after('person-erase', person, click('.button-danger'), 'dialog'),
  after(
    'person-erase-preview',
    person,
    async ({ page }) => {
      await page.locator('.button-danger').click();
      await page.locator('dialog button[type=submit]').click();
    },
    'dialog .button-danger',
  ),
  {
    name: 'holds',
    open: async (stage) => {
      const placed_at = new Date(stage.server.now).toISOString();
      stage.server.holds = [{ user_id: 1_000, reason: 'case 12', until: null, placed_by: 'admin', placed_at }];
      await show(stage, '#/holds', '.table tbody tr');
    },
  },
  {
    name: 'object',
    open: async (stage) => {
      const results = posted(stage)
        .slice(0, 3)
        .map((record) => ({
          record,
          changes: [{ path: 'body.status', before: 'open', after: { status: 'paid' } }],
        }));
      stage.server.bent.set('objects', { status: 200, body: { results, next: null } });
      await show(stage, '#/objects/order/4711', '.shell-content li .difference');
    },
  },
  routes,
  after('routes-never', routes, click('.routes-never summary'), '.routes-names li:visible'),
  {
    name: 'routes-partial',
    open: async (stage) => {
      const answer = stage.server.api.routes('since:7d');
      stage.server.bent.set('routes', { status: 200, body: { ...answer, missing: MISSING } });
      await show(stage, '#/routes', '.note-warning');
    },
  },
  overview,
  {
    name: 'overview-partial',
    open: async (stage) => {
      const answer = stage.server.api.overview('since:7d');
      stage.server.bent.set('overview', { status: 200, body: { ...answer, missing: MISSING } });
      await show(stage, '#/overview', '.note-warning');
    },
  },
  {
    name: 'overview-empty',
    open: async (stage) => {
      stage.server.api.records = [];
      await show(stage, '#/overview', '.state');
    },
  },
  at('audit', '#/audit', '.table tbody tr'),
  at('audit-none', '#/audit?administrator=unknown', '.state'),
  bent('audit-away', ['audit'], AWAY, at('', '#/audit', '.state-alert')),
  bent(
    'audit-forbidden',
    ['audit'],
    { status: 403, body: { message: 'Missing permission "activity_tracker.audit_activity_log".' } },
    at('', '#/audit', '.state-alert'),
  ),
  health,
  {
    name: 'health-ill',
    open: async (stage) => {
      const answer = stage.server.api.health();
      stage.server.bent.set('health', {
        status: 200,
        body: {
          ...answer,
          buffer: { ...answer.buffer, waiting_bytes: 60_000_000, dropped: { full: 7 }, rejected: 3, store_away: true },
          store: { ...answer.store, missing_indexes: ['created_time_-1__id_-1'], retention_days: null },
          rollups: null,
          due_within_a_day: null,
          ...FAILING_UPKEEP,
        },
      });
      stage.server.bent.set('retention', { status: 200, body: PREVIEW });
      await show(stage, '#/health', '.health-ill');
    },
  },
  at('nowhere', '#/nowhere', '.state'),
];
