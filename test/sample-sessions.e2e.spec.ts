import { randomUUID } from 'node:crypto';
import { ActivityTrackerService, type ActivityLog } from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../apps/sample-sessions/src/app.factory.js';
import { DeskClient } from '../apps/sample-sessions/src/demo/desk-client.js';
import { trackImports } from '../apps/sample-sessions/src/demo/imported-tickets.js';
import { driveTraffic } from '../apps/sample-sessions/src/demo-traffic.js';
import { DEMO_KEYS } from '../apps/sample-sessions/src/partners/partner-keys.js';
import { AGENTS, AUDITOR } from '../apps/sample-sessions/src/staff/staff.js';
import { welcome } from '../apps/sample-sessions/src/welcome.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { ensurePanel } from './support/panel-build.js';
import { statusOfCurl } from './support/curl.js';

const AGENT = AGENTS[0]!;
const ADMIN_API = '/audit/admin/api';

function promises(environment: () => NodeJS.ProcessEnv) {
  let app: NestFastifyApplication;
  let url: string;

  const start = async (env: NodeJS.ProcessEnv = {}) => {
    app = await createApp({ ...environment(), ...env });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  };
  afterEach(() => app.close());

  const signedIn = async (account = AGENT) => {
    const desk = new DeskClient(url);
    expect((await desk.signIn(account)).status).toBe(200);
    return desk;
  };
  const asPanel = () => ({ 'x-activity-tracker': '1', origin: url });
  const named = (records: ActivityLog[], name: string) => records.filter(({ url_name }) => url_name === name);

  it('a session is known from sign-in to sign-out, a refused sign-in by the address that was tried', async () => {
    await start();
    const desk = new DeskClient(url);
    expect((await desk.signIn({ ...AGENT, password: 'a guess' })).status).toBe(401);
    expect((await desk.signIn(AGENT)).status).toBe(200);
    await desk.post('/tickets', { subject: 'Late' });
    expect((await desk.signOut()).status).toBe(204);
    expect((await desk.get('/tickets')).status).toBe(401);
    const records = await recordedActivity(app);
    expect(records.map(({ url_name, user_id, status_code, team }) => [url_name, user_id, status_code, team])).toEqual([
      ['signIn', null, 401, null],
      ['signIn', AGENT.id, 200, AGENT.team],
      ['open', AGENT.id, 201, AGENT.team],
      ['signOut', AGENT.id, 204, AGENT.team],
      ['list', null, 401, null],
    ]);
    expect(records[0]).toMatchObject({ attempted: AGENT.email });
    expect(JSON.stringify(records)).not.toContain(AGENT.password);
  });

  it('a record has its bodies as text, the network of the address, both ids, and no country', async () => {
    await start();
    const desk = await signedIn();
    const { headers } = await desk.post(
      '/tickets',
      { subject: 'Late', pincode: '10115', remark: 'for colleagues' },
      { 'x-correlation-id': 'order-4711', 'x-forwarded-for': '203.0.113.77' },
    );
    const record = named(await recordedActivity(app), 'open')[0]!;
    expect(record).toMatchObject({
      api: '/tickets',
      client_ip_address: '127.0.0.0',
      country: null,
      trace_id: 'order-4711',
      request_id: headers.get('x-request-id'),
    });
    expect(record.body).toBe('{"subject":"Late","pincode":"10115","remark":"***FILTERED***"}');
    expect(typeof record.response).toBe('string');
    expect(JSON.stringify(record)).not.toContain('203.0.113.77');
  });

  it('pages, probes and health checks leave no record, and strangers do', async () => {
    await start();
    const desk = new DeskClient(url);
    expect((await desk.get('/')).headers.get('content-type')).toContain('text/html');
    expect((await desk.get('/logo.svg')).headers.get('content-type')).toContain('image/svg+xml');
    await desk.get('/tickets', { 'user-agent': 'kube-probe/1.30' });
    expect(await (await desk.get('/health')).json()).toMatchObject({ status: 'ok', store_away: false });
    expect(await recordedActivity(app)).toEqual([]);
    await desk.get('/wp-login.php');
    expect((await recordedActivity(app)).map(({ url_path }) => url_path)).toEqual(['/wp-login.php']);
  });

  it.each([
    ['by the key that a token names', {}],
    ['by one public key', { PARTNER_PUBLIC_KEY: DEMO_KEYS.publicKey }],
  ])("a partner's program is known %s", async (_, env) => {
    await start(env);
    const desk = await signedIn();
    const token = ((await (await desk.post('/partners/demo-token', {})).json()) as { partner_token: string })
      .partner_token;
    const program = new DeskClient(url);
    const headers = { 'x-partner-token': token };
    expect((await program.post('/partners/tickets', { subject: 'A pallet' }, headers)).status).toBe(201);
    const records = await recordedActivity(app);
    expect(named(records, 'report')).toMatchObject([{ user_id: 'acme-returns', company: 'acme', team: null }]);
    expect(JSON.stringify(records)).not.toContain(token);
    expect((await program.get('/audit/user-history', headers)).status).toBe(200);
  });

  it('users read their own history, and only the auditor that of all', async () => {
    await start();
    const agent = await signedIn();
    await agent.post('/tickets', { subject: 'Late' });
    await app.get(ActivityTrackerService).flush();
    const history = (await (await agent.get('/audit/user-history')).json()) as { results: { event_name: string }[] };
    expect(history.results.map(({ event_name }) => event_name)).toEqual(['Opened a ticket', 'Signed in']);
    const auditor = await signedIn(AUDITOR);
    const statuses = async (desk: DeskClient, paths: string[]) => {
      const found: number[] = [];
      for (const path of paths) found.push((await desk.get(path, asPanel())).status);
      return found;
    };
    const paths = ['/audit/admin-history', `${ADMIN_API}/records`, `${ADMIN_API}/audit`, '/reports/sign-ins'];
    expect(await statuses(new DeskClient(url), paths)).toEqual([401, 401, 401, 401]);
    expect(await statuses(agent, paths)).toEqual([403, 403, 403, 403]);
    expect(await statuses(auditor, paths)).toEqual([200, 200, 200, 200]);
  });

  it('the panel opens by the session, in the colors, with the settings of the desk', async () => {
    await start();
    const auditor = await signedIn(AUDITOR);
    expect(await (await auditor.get('/audit/admin/config.json')).json()).toMatchObject({
      cookie: true,
      logo: '/logo.svg',
      colors: { accent: '#0f766e' },
    });
    expect(await (await auditor.get(`${ADMIN_API}/settings`, asPanel())).json()).toMatchObject({
      page_size: 25,
      timedelta: 120,
      reason_required: false,
      url_names: ['SessionsController.signIn', 'TicketsController.open', 'TicketsController.close'],
      permissions: { view: true, bodies: true, export: true, erase: true, audit: true },
    });
    // A form of another site sends the cookie along, and nothing else.
    expect((await auditor.get(`${ADMIN_API}/records`)).status).toBe(403);
  });

  it('the OpenAPI document of the desk describes its own handlers, the history and the admin API', async () => {
    await start();
    const { paths } = (await (await new DeskClient(url).get('/docs-json')).json()) as { paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/tickets', '/audit/user-history', `${ADMIN_API}/records`]),
    );
  });

  it('SAMPLE_PANEL=off does without panel and admin API', async () => {
    await start({ SAMPLE_PANEL: 'off' });
    const auditor = await signedIn(AUDITOR);
    for (const path of ['/audit/admin/index.html', `${ADMIN_API}/settings`])
      expect((await auditor.get(path, asPanel())).status).toBe(404);
    expect((await auditor.get('/audit/admin-history', asPanel())).status).toBe(200);
  });

  it('the reports of the desk read the log by its service', async () => {
    await start();
    const agent = await signedIn();
    await new DeskClient(url).signIn({ ...AGENT, password: 'a guess' });
    await agent.post('/tickets', { subject: 'Late', remark: 'for colleagues', _bsontype: 'Long' });
    const auditor = await signedIn(AUDITOR);
    const read = async (path: string) => (await auditor.get(path)).json();
    expect(await read('/reports/search?q=status:401%20since:1h')).toMatchObject([{ who: null, what: 'signIn' }]);
    expect(await read('/reports/search?q=status:lost')).toMatchObject({ statusCode: 400 });
    expect(await read(`/reports/staff/${AGENT.id}`)).toEqual(['Opened a ticket', 'Signed in']);
    expect(await read('/reports/sign-ins')).toEqual({ latest: [AUDITOR.id, null, AGENT.id], refused: 1 });
    expect(await read('/reports/gaps')).toEqual([]);
    expect(await read('/reports/ticket-fields')).toEqual([
      { name: 'subject', isHidden: false },
      { name: 'remark', isHidden: true },
      { name: '_bsontype', isHidden: false },
    ]);
    const kept = await auditor.post('/reports/searches', { q: '  status:4xx   user:2 ' });
    expect(await kept.json()).toEqual(['status:4xx user:2']);
  });

  it('traffic is answered as meant and recorded; imported tickets are once', async () => {
    await start();
    const tracker = app.get(ActivityTrackerService);
    expect([await trackImports(tracker), await trackImports(tracker)]).toEqual([120, 0]);
    expect(await tracker.count({ event_name: 'Ticket imported' })).toBe(120);
    await driveTraffic(url, { requests: 36 });
    const records = (await recordedActivity(app)).filter(({ event_name }) => event_name !== 'Ticket imported');
    expect(records).toHaveLength(36);
    expect(new Set(records.map(({ status_code }) => status_code))).toEqual(new Set([200, 201, 204, 400, 401, 403]));
    expect(new Set(records.map(({ user_id }) => user_id))).toEqual(new Set([null, ...AGENTS.map(({ id }) => id)]));
    expect(tracker.stats()).toMatchObject({ failed: 0, identityFailures: 0, rejected: 0, waiting: 0 });
  });

  it('every curl line of the welcome works', async () => {
    await start();
    const lines = (await welcome(url)).split('\n').filter((line) => line.startsWith('  curl '));
    const statuses: number[] = [];
    for (const line of lines) statuses.push(await statusOfCurl(line));
    expect(statuses).toEqual([200, 401, 201, 201, 200, 200, 200, 403, 200]);
    await expect(welcome(`${url}/elsewhere`)).rejects.toThrow('could not sign in');
  });
}

beforeAll(() => ensurePanel(), 120_000);

describe('the help desk, with its records in memory', () => promises(() => ({ SAMPLE_STORE: 'memory' })));

describeWithMongo('the help desk, on its own MongoDB connection', (uri) =>
  promises(() => ({ MONGODB_URI: uri, SAMPLE_DB: `desk-${randomUUID()}` })),
);
