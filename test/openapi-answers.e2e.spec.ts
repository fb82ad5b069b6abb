import { Controller, Post } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { EVERY_PERMISSION } from './support/permissions.js';
import { Orders } from './support/orders.js';
import { PLATFORMS, type PlatformName, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController extends Orders {
  @Post()
  create(): object {
    return { id: 2, email: 'ada@shop.example', note: 'a brass lamp' };
  }
}

const API = '/activity-logs/admin/api';
const ADMIN = { as: 'root', claims: { permissions: EVERY_PERMISSION, sid: 'session-1' } };
const ADA = { as: 7, claims: { sid: 'session-7', company_id: 3, act: { sub: 'support' } } };
const UNKNOWN = 'no-such-user';
const MISSING_RECORD = '0123456789abcdef01234567';

interface Answer {
  id: string;
  status: number;
  body: unknown;
}

class DocumentedAnswers {
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly operations: readonly { id: string; method: string; path: RegExp; responses: Responses }[];

  constructor(document: OpenAPIObject) {
    (ajvFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    const { components, paths } = JSON.parse(JSON.stringify(document)) as OpenAPIObject;
    this.ajv.addSchema({ $id: 'document', components: closed(components) });
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { operationId: string; responses: Responses }>).map(
        ([method, { operationId, responses }]) => ({
          id: operationId,
          method: method.toUpperCase(),
          path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
          responses,
        }),
      ),
    );
  }

  check(method: string, path: string, { status, body }: Omit<Answer, 'id'>): { id: string; errors: unknown } {
    const pathname = path.split('?')[0]!;
    const operation = this.operations
      .filter((each) => each.method === method && each.path.test(pathname))
      .toSorted(
        (one, other) => Number(one.path.source.includes('[^/]')) - Number(other.path.source.includes('[^/]')),
      )[0];
    if (!operation) throw new Error(`the document has no ${method} ${pathname}`);
    const reference = operation.responses[status]?.content['application/json']?.schema.$ref;
    if (!reference) throw new Error(`${operation.id} has no schema for ${status}: ${JSON.stringify(body)}`);
    let validate = this.validators.get(reference);
    if (!validate) this.validators.set(reference, (validate = this.ajv.compile({ $ref: `document${reference}` })));
    validate(body);
    return {
      id: operation.id,
      errors: validate.errors?.map(({ instancePath, message, params }) => ({ instancePath, message, params })),
    };
  }
}

type Responses = Record<string, { content: Record<string, { schema: { $ref?: string } }> }>;

/** Schemas whose objects may hold only what is described, so that an undescribed field is an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && copy.type !== undefined && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
}

function itAnswersAsDescribed(platform: PlatformName, options: () => ActivityTrackerOptions): void {
  let app: TrackedApp;
  let documented: DocumentedAnswers;
  const answered = new Set<string>();

  beforeAll(async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: {
        ...options(),
        admin: {
          anomalies: true,
          openApi: true,
          describeUsers: (ids) =>
            ids.map((id) => ({ id, label: 'Ada Example', detail: 'ada@shop.example', url: '/users/7' })),
        },
        capture: { trackAnonymous: true, responseHeaders: true },
        jwt: { secret: 'a secret of thirty-two characters', algorithms: ['HS256'], payloadKeys: ['company_id', 'sid'] },
      },
    });
    documented = new DocumentedAnswers(
      SwaggerModule.createDocument(app.nest, new DocumentBuilder().setOpenAPIVersion('3.1.0').build()),
    );
    const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    for (let call = 0; call < 3; call++) {
      await (await app.get(`/orders/${call}`, { ...ADA, headers: agent })).text();
      await (await app.post('/orders', { email: 'ada@shop.example' }, { ...ADA, headers: agent })).text();
    }
    await (await app.get('/orders/404', ADA)).text();
    await (await app.get('/orders', { as: '9' })).text();
    await (await app.get('/orders')).text();
    app.tracker.track({ event: 'Redeemed a card', userId: 7, data: { points: 3 } });
    await app.tracker.flush();
  });
  afterAll(() => app.close());

  const call = async (method: string, path: string, as: object = ADMIN): Promise<{ body: never; status: number }> => {
    const response = await app.fetch(path, { method, ...as });
    const answer = { status: response.status, body: JSON.parse(await response.text()) as never };
    const { id, errors } = documented.check(method, path, answer);
    expect({ id, errors, answer: errors && answer }).toEqual({ id, errors: undefined, answer: undefined });
    if (answer.status === 200) answered.add(id);
    return answer;
  };

  const readEverything = async (): Promise<void> => {
    await call('GET', '/activity-logs/user-history?limit=1', ADA);
    await call('GET', '/activity-logs/user-history?cursor=', ADA);
    await call('GET', '/activity-logs/admin-history?limit=2');
    for (const path of [
      '/settings',
      '/health',
      '/retention',
      '/records',
      '/records?limit=2',
      '/records?q=brass',
      '/facets',
    ])
      await call('GET', API + path);
    for (const path of [
      '/query/fields',
      '/names?ids=42',
      '/objects/order/1',
      '/timeline',
      '/timeline?q=brass',
      '/routes',
      '/overview',
      '/errors',
      '/users',
      '/users/7',
      '/users/7/security',
    ])
      await call('GET', API + path);
    for (const path of [`/users/${UNKNOWN}`, '/users/7/sessions', '/users/7/sessions?limit=1', '/users?limit=1'])
      await call('GET', API + path);
    const { results } = (await call('GET', `${API}/records?user=7`)).body as {
      results: { _id: string; method: string }[];
    };
    expect(results.length).toBeGreaterThan(5);
    for (const { _id: id } of results) await call('GET', `${API}/records/${id}`);
    const { _id: id } = results.find(({ method }) => method === 'POST')!;
    const related = (await call('GET', `${API}/records/${id}/related`)).body as { session: unknown[] };
    expect(related.session.length).toBeGreaterThan(1);
  };

  const holdAndErase = async (): Promise<void> => {
    await call('POST', `${API}/holds?user=7&reason=a+case`);
    await call('POST', `${API}/holds?user=9&reason=a+case&until=2099-12-31`);
    await call('GET', `${API}/holds`);
    expect((await call('DELETE', `${API}/users/7/data?mode=delete`)).status).toBe(409);
    await call('DELETE', `${API}/holds?user=7&reason=closed`);
    expect((await call('DELETE', `${API}/holds?user=7&reason=closed`)).status).toBe(404);
    const question = `${API}/users/7/data?mode=pseudonym&also=ada@shop.example`;
    const { token } = (await call('DELETE', question)).body as { token: string };
    await call('DELETE', `${question}&dry_run=false&reason=asked+for&token=${encodeURIComponent(token)}`);
    await call('DELETE', `${API}/users/${UNKNOWN}/data?mode=delete`);
  };

  const keepViews = async (): Promise<void> => {
    const { id } = (await call('POST', `${API}/views?name=Failed&address=/?q=status:5xx&shared=true`)).body as {
      id: string;
    };
    await call('GET', `${API}/views`);
    await call('DELETE', `${API}/views?id=${id}`);
    expect((await call('DELETE', `${API}/views?id=${id}`)).status).toBe(404);
  };

  const readTheTrail = async (): Promise<void> => {
    await (await app.get(`${API}/export?format=csv`, ADMIN)).text();
    const { results } = (await call('GET', `${API}/audit`)).body as { results: { end?: unknown }[] };
    expect(results.some(({ end }) => end)).toBe(true);
    await call('GET', `${API}/audit?limit=1`);
  };

  it('by every operation that answers JSON', async () => {
    await readEverything();
    await holdAndErase();
    await keepViews();
    await readTheTrail();
    // The other three answer with files and events.
    expect(answered.size).toBe(28);
  });

  it('by refusals', async () => {
    for (const path of ['/activity-logs/user-history', '/activity-logs/admin-history', `${API}/records`])
      expect((await call('GET', path, {})).status).toBe(401);
    for (const path of ['/activity-logs/admin-history', `${API}/settings`, `${API}/audit`])
      expect((await call('GET', path, ADA)).status).toBe(403);
    for (const path of ['/activity-logs/user-history?limit=x', `${API}/records?nonsense=1`, `${API}/records?q=status:`])
      expect((await call('GET', path)).status).toBe(400);
    for (const path of [`${API}/records/${MISSING_RECORD}`, `${API}/records/${MISSING_RECORD}/related`])
      expect((await call('GET', path)).status).toBe(404);
  });
}

describe.each(PLATFORMS)('Answers in memory on %s are as the OpenAPI document says', (platform) => {
  itAnswersAsDescribed(platform, () => ({}));
});

describeWithMongo('Answers with MongoDB are as the OpenAPI document says', () => {
  describe.each(PLATFORMS)('on %s', (platform) => {
    itAnswersAsDescribed(platform, () => ({ mongo: freshDatabase(), storage: { retentionDays: 30 } }));
  });
});
