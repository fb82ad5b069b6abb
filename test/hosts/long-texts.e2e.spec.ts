import fastifyCompress from '@fastify/compress';
import { Body, Controller, Get, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import compression from 'compression';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const AVATAR = `data:image/png;base64,${'iVBORw0KGgo'.repeat(20_000)}`;
const PASSWORD = 'Wr0ng:pa55-phRase';
const CUT = /^data:image\/png;base64,[\w]*\*\*\*TRUNCATED \d+ characters\*\*\*$/;

@Controller('profile')
class ProfileController {
  @Get()
  find(): unknown {
    return { avatar: AVATAR, name: 'Ada', password: PASSWORD, tags: ['a', 'b'] };
  }

  @Get('list')
  list(): unknown {
    return Array.from({ length: 9_000 }, (_, id) => ({ id, text: `item ${id}` }));
  }

  @Get('accents')
  accents(): unknown {
    return Array.from({ length: 1_000 }, () => 'é'.repeat(60));
  }

  @Post()
  save(@Body() { name }: { name: string }): unknown {
    return { saved: name };
  }
}

describe.each(PLATFORMS)('one long text in a body, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async ({ compressed = false } = {}) => {
    app = await tracked(platform, {
      controllers: [ProfileController],
      configure: async (nest) => {
        if (compressed && platform === 'express') nest.use(compression());
        else if (compressed) await (nest as NestFastifyApplication).register(fastifyCompress);
        if (platform === 'express') (nest as NestExpressApplication).useBodyParser('json', { limit: '2mb' });
        else (nest as NestFastifyApplication).useBodyParser('application/json', { bodyLimit: 2 ** 21 });
      },
    });
  };

  it('is truncated and marked in a request, and fields after it are kept and masked', async () => {
    await start();
    const sent = { avatar: AVATAR, name: 'Ada', password: PASSWORD, tags: ['a', 'b'] };
    expect(await (await app.post('/profile', sent, { as: 7 })).json()).toEqual({ saved: 'Ada' });
    const { body, truncated } = await app.record();
    expect(body).toEqual({ ...sent, avatar: expect.stringMatching(CUT), password: '***FILTERED***' });
    expect(JSON.stringify(body).length).toBeLessThan(65_536);
    expect(truncated).toEqual({ body: JSON.stringify(sent).length });
  });

  it('is cut by its bytes, not by its characters', async () => {
    await start();
    const sent = { name: 'Ada', accents: 'é'.repeat(50_000), symbols: '中'.repeat(50_000), faces: '😀'.repeat(50_000) };
    await (await app.post('/profile', sent, { as: 7 })).text();
    const { body } = await app.record();
    const { accents, symbols, faces } = body as typeof sent;
    expect(accents).toMatch(/^é+\*\*\*TRUNCATED \d+ characters\*\*\*$/);
    expect(symbols).toMatch(/^中+\*\*\*TRUNCATED \d+ characters\*\*\*$/);
    expect(faces).toMatch(/^(?:😀)+\*\*\*TRUNCATED \d+ characters\*\*\*$/u);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(65_536);
    for (const text of [accents, symbols, faces]) expect(Buffer.byteLength(text)).toBeGreaterThan(20_000);
  });

  it('a compressed response of many short texts is cut by its bytes', async () => {
    await start({ compressed: true });
    const response = await app.get('/profile/accents', { as: 7, headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    await response.text();
    const record = await app.record();
    expect(Buffer.byteLength(JSON.stringify(record.response))).toBeLessThanOrEqual(65_536);
    expect((record.response as string[]).length).toBeGreaterThan(400);
    expect(record.truncated).toEqual({ response: expect.any(Number) as number });
  });

  it('shares the limit with a second long text', async () => {
    await start();
    await (await app.post('/profile', { first: AVATAR, second: AVATAR, name: 'Ada' }, { as: 7 })).text();
    const { body } = await app.record();
    expect(body).toEqual({ first: expect.stringMatching(CUT), second: expect.stringMatching(CUT), name: 'Ada' });
    const { first, second } = body as { first: string; second: string };
    expect(first.length).toBe(second.length);
  });

  it('is cut and marked in a response, which has its own budget', async () => {
    await start();
    const sent = await (await app.get('/profile', { as: 7 })).text();
    const { response, truncated } = await app.record();
    expect(response).toEqual({
      avatar: expect.stringMatching(CUT),
      name: 'Ada',
      password: '***FILTERED***',
      tags: ['a', 'b'],
    });
    expect(truncated).toEqual({ response: sent.length });
  });

  it('keeps the beginning of a body of many short values', async () => {
    await start();
    const sent = await (await app.get('/profile/list', { as: 7 })).text();
    const { response, truncated } = await app.record();
    expect((response as unknown[])[0]).toEqual({ id: 0, text: 'item 0' });
    expect((response as unknown[]).length).toBeGreaterThan(1_500);
    expect(truncated).toEqual({ response: sent.length });
  });

  it('keeps the beginning of a refused request that the host did not parse', async () => {
    await start();
    const text = `{"name":"Ada","avatar":"${AVATAR}", none}`;
    const refused = await app.fetch('/profile', {
      method: 'POST',
      as: 7,
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    expect(refused.status).toBe(400);
    await refused.text();
    expect(await app.record()).toMatchObject({ body: { name: 'Ada' }, truncated: { body: text.length } });
  });
});
