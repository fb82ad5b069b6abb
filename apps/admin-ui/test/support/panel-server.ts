import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { PanelConfig, Settings } from '../../src/api/panel-types';
import type { LegalHold } from '../../src/api/hold-types';
import type { SavedView } from '../../src/api/view-types';
import type { Activity } from '../../src/api/record-types';
import { auditPage } from './fixture-audit';
import { FIELDS, FixtureApi } from './fixture-api';
import { fixtureFilter, Refusal } from './fixture-query';
import { fixtureRecords } from './fixture-data';
import { BASE, PanelAddress } from './panel-address';

export const TOKEN = 'good-token';

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; " +
  "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What is misspelt must not pass for what asks nothing. */
const AUDIT = ['administrator', 'subject', 'action', 'since'];
const KNOWN = new Set([
  'q',
  'zone',
  'cursor',
  'limit',
  'sort',
  'order',
  'claims',
  'search',
  'format',
  'bodies',
  'bom',
  'names',
  'mode',
  'dry_run',
  'except',
  'also',
  'token',
  'reason',
  'user',
  'until',
  'name',
  'address',
  'shared',
  'id',
  ...AUDIT,
]);

interface Answer {
  status: number;
  body: unknown;
}

/** The built panel, and an API of made-up records behind it. Tests bend what it answers. */
export class PanelServer {
  readonly now = Date.now();
  readonly api: FixtureApi;
  config: PanelConfig = {
    title: 'Shop activity',
    environment: { label: 'staging', color: '#b35c00' },
    apiBase: './api',
  };
  settings: Settings = {
    page_size: 50,
    time_zone: 'UTC',
    timedelta: 0,
    user: { user_id: 'admin' },
    version: '0.1.0',
  };
  holds: LegalHold[] = [];
  views: SavedView[] = [];
  /** Answers that stand in for the usual one, by the beginning of the path; `status` 0 never answers. */
  readonly bent = new Map<string, Answer>();
  readonly requests: { method: string; path: string; query: URLSearchParams; headers: IncomingMessage['headers'] }[] =
    [];
  readonly erased: string[] = [];
  tokens = new Set([TOKEN]);
  private readonly tails = new Set<ServerResponse>();
  private readonly address = new PanelAddress();
  private held: { path: string; wait(): Promise<void> } | undefined;

  /** @param folder of the built panel */
  constructor(
    private readonly folder: string,
    count = 3_000,
  ) {
    this.api = new FixtureApi(fixtureRecords({ count, days: 14, end: this.now }), this.now);
  }

  /** At a new address. */
  async start(): Promise<string> {
    await this.address.start();
    return this.address.serve(this);
  }

  async stop(): Promise<void> {
    await this.address.stop();
  }

  /** Answers to questions whose path begins so wait until they are released. */
  hold(path: string): { answerNext(): void; release(): void } {
    let [free, released] = [0, false];
    const waiting: (() => void)[] = [];
    this.held = {
      path,
      wait: () => new Promise((go) => (released || free > 0 ? (free--, go()) : void waiting.push(go))),
    };
    return {
      answerNext() {
        const next = waiting.shift();
        if (next) next();
        else free++;
      },
      release() {
        released = true;
        for (const next of waiting.splice(0)) next();
      },
    };
  }

  get following(): number {
    return this.tails.size;
  }

  arrive(record: Activity): void {
    this.api.records.unshift(record);
    for (const tail of this.tails) tail.write(`id: ${record._id}\nevent: record\ndata: ${JSON.stringify(record)}\n\n`);
  }

  /** Tells live viewers of records that came too fast. @param count `null` if the number is not known */
  skip(count: number | null): void {
    for (const tail of this.tails) tail.write(`event: skipped\ndata: ${JSON.stringify({ n: count })}\n\n`);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.startsWith(BASE) ? url.pathname.slice(BASE.length) : undefined;
    if (path === undefined) return void response.writeHead(404).end();
    if (path === 'config.json') return json(response, 200, this.config);
    if (path === 'login') return this.logIn(request, response);
    if (!path.startsWith('api/')) return this.serveFile(path, response);
    this.requests.push({
      method: request.method ?? '',
      path: path.slice(4),
      query: url.searchParams,
      headers: request.headers,
    });
    const bent = [...this.bent].find(([start]) => path.slice(4).startsWith(start))?.[1];
    if (bent?.status === 0) return;
    if (bent) return json(response, bent.status, bent.body);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!this.tokens.has(token)) return json(response, 401, { statusCode: 401, message: 'Unauthorized' });
    if (this.held && path.slice(4).startsWith(this.held.path)) await this.held.wait();
    try {
      this.answer(request.method ?? 'GET', path.slice(4), url.searchParams, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      json(response, 400, {
        statusCode: 400,
        message: [`q, at character ${error.problem.position + 1}: ${error.message}`],
        error: 'Bad Request',
        position: error.problem.position,
        length: error.problem.length,
      });
    }
  }

  private answer(method: string, path: string, query: URLSearchParams, response: ServerResponse): void {
    const { api } = this;
    const unknown = [...query.keys()].find((name) => !KNOWN.has(name));
    if (unknown) return json(response, 400, { statusCode: 400, message: [`${unknown} is not a parameter here`] });
    const get = (name: string) => query.get(name) ?? '';
    const q = get('q');
    const [room = '', id = '', part = ''] = path.split('/').map(decodeURIComponent);
    if (room === 'views') return json(response, 200, this.viewsAfter(method, get));
    if (room === 'holds') return json(response, 200, this.holdsAfter(method, get));
    if (room === 'users' && part === 'data' && method === 'DELETE') {
      if (get('dry_run') === 'false') {
        if (get('token') !== `token ${get('except')} ${get('also')}`) return json(response, 409, { message: 'token' });
        if (get('reason').length < 3) return json(response, 400, { message: 'reason' });
        this.erased.push(id);
      }
      const all = api.records.filter(({ user_id }) => String(user_id) === id);
      return json(response, 200, {
        mode: get('mode'),
        dry_run: get('dry_run') !== 'false',
        records: all.length,
        mentions: 3,
        emails: ['another@shop.example'],
        addresses: ['203.0.113.1'].filter((address) => address !== get('except')),
        held: 0,
        ...(get('also') && { also: [{ value: get('also'), records: 2, fields: ['body.payee'] }] }),
        ...(get('dry_run') !== 'false' && { token: `token ${get('except')} ${get('also')}` }),
        from: all.at(-1)?.created_time,
        to: all[0]?.created_time,
      });
    }
    if (room === 'live') {
      fixtureFilter(q, this.now);
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('event: heartbeat\ndata: {}\n\n');
      this.tails.add(response);
      return void response.on('close', () => this.tails.delete(response));
    }
    if (room === 'export' || (room === 'users' && part === 'data')) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
      return void response.end(
        api
          .matching(q)
          .slice(0, Number(get('limit') || 500))
          .map((record) => `${JSON.stringify(record)}\n`)
          .join(''),
      );
    }
    const record = api.records.find(({ _id }) => _id === id);
    if (room === 'records' && id && !record)
      return json(response, 404, { statusCode: 404, message: 'The record does not exist.' });
    const answers: Record<string, () => unknown> = {
      settings: () => this.settings,
      records: () =>
        !record
          ? api.page(q, get('cursor'), {
              size: Number(get('limit')) || undefined,
              sort: get('sort'),
              order: get('order'),
            })
          : part
            ? api.related(record)
            : record,
      facets: () => api.facets(q),
      timeline: () => api.timeline(q, get('zone')),
      routes: () => api.routes(q),
      users: () =>
        part === 'sessions'
          ? api.sessions(id, q, get('cursor'))
          : id
            ? api.user(id, q)
            : api.users(q, get('sort'), get('search')),
      overview: () => api.overview(q),
      errors: () => api.errors(q),
      health: () => api.health(),
      audit: () => auditPage(query, this.now),
      query: () => ({ fields: FIELDS }),
    };
    json(response, answers[room] ? 200 : 404, answers[room]?.() ?? {});
  }

  private holdsAfter(method: string, get: (name: string) => string): unknown {
    const user_id = get('user');
    if (method !== 'GET') this.holds = this.holds.filter((hold) => hold.user_id !== user_id);
    if (method === 'POST') {
      const placed_at = new Date(this.now).toISOString();
      const until = get('until') ? `${get('until')}T23:59:59.999Z` : null;
      this.holds.push({ user_id, reason: get('reason'), until, placed_by: 'admin', placed_at });
    }
    return { holds: this.holds };
  }

  private viewsAfter(method: string, get: (name: string) => string): unknown {
    if (method === 'DELETE') this.views = this.views.filter(({ id }) => id !== get('id'));
    if (method === 'POST') {
      const [name, address] = [get('name'), get('address')];
      const others = this.views.filter((view) => view.name !== name);
      const id = `view-${name}`;
      const saved = {
        id,
        name,
        address,
        shared: get('shared') === 'true',
        created_time: new Date(this.now).toISOString(),
      };
      this.views = [...others, { ...saved, own: true, owner_id: 'admin' }];
    }
    return { views: this.views, complete: true };
  }

  private serveFile(path: string, response: ServerResponse): void {
    const name = normalize(path || 'index.html');
    try {
      const content = readFileSync(join(this.folder, name));
      response.writeHead(200, {
        'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
        'Cache-Control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
        'Content-Security-Policy': POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'same-origin',
        'Cross-Origin-Opener-Policy': 'same-origin',
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  private logIn(request: IncomingMessage, response: ServerResponse): void {
    let text = '';
    request
      .on('data', (part) => (text += part))
      .on('end', () => {
        const { password } = JSON.parse(text) as { password?: string };
        if (password === 'right') json(response, 200, { data: { access: TOKEN } });
        else json(response, 401, { message: 'wrong' });
      });
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}
