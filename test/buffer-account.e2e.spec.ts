import { gzipSync } from 'node:zlib';
import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { AnyFilesInterceptor, type NestExpressApplication } from '@nestjs/platform-express';
import { InMemoryActivityStore, StoreUnavailableError } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('notes')
class NotesController {
  @Post()
  write(@Body() _body: unknown): unknown {
    return { ok: true };
  }
}

@Controller('forms')
class FormsController {
  @Post()
  @UseInterceptors(AnyFilesInterceptor())
  send(@Body() _body: unknown): unknown {
    return { ok: true };
  }
}

const TEXT = 'n'.repeat(50_000);

describe.each(PLATFORMS)('account of buffered records on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it.each<[string, Parameters<TrackedApp['fetch']>[1], (typeof PLATFORMS)[number]?]>([
    ['JSON', { json: { note: TEXT } }],
    ['a form', { body: new URLSearchParams({ note: TEXT }) }],
    // Fastify's own parser takes no compressed bodies.
    [
      'compressed JSON',
      {
        body: gzipSync(JSON.stringify({ note: TEXT })),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      },
      'express',
    ],
  ])('%s counts with about its size', async (_, init, only = platform) => {
    app = await tracked(platform, { controllers: [NotesController], options: { buffer: { interval: 3_600 } } });
    const response = await app.fetch('/notes', { method: 'POST', as: 7, ...init });
    expect(response.status).toBe(only === platform ? 201 : 400);
    await settled();
    const { waitingBytes } = app.tracker.stats();
    if (only === platform) {
      expect(waitingBytes).toBeGreaterThan(50_000);
      expect(waitingBytes).toBeLessThan(60_000);
    } else expect(waitingBytes).toBeGreaterThan(0);
  });

  it.each<[string, string, (index: number) => string]>([
    ['an IPv4 address', '203.0.113.66', () => '203.0.113.66'],
    ['the addresses of an IPv6 network', '2001:db8:0:66::', (index) => `2001:db8:0:66::${index + 1}`],
  ])('an anonymous client with %s pushes out no record of other anonymous clients', async (_, network, flooding) => {
    const store = new InMemoryActivityStore();
    const insert = vi.spyOn(store, 'insert').mockRejectedValue(new StoreUnavailableError('away'));
    app = await tracked(platform, {
      controllers: [NotesController],
      behindProxy: true,
      options: {
        storage: { store },
        capture: { trackAnonymous: true },
        buffer: { maxBytes: 200_000, interval: 3_600, maxSize: 10_000 },
      },
    });
    const send = async (address: string, text: string) =>
      (await app.post('/notes', { note: text }, { headers: { 'x-forwarded-for': address } })).text();
    const quiet = ['203.0.113.7', '2001:db8:0:7::1'];
    for (const address of quiet) await send(address, 'quiet before');
    for (let index = 0; index < 300; index++) await send(flooding(index), TEXT.slice(0, 20_000));
    for (const address of quiet) await send(address, 'quiet after');
    await settled();
    const { dropped, waiting } = app.tracker.stats();
    expect(dropped.full + dropped.evicted).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(304);
    insert.mockRestore();
    await app.tracker.flush();
    const kept = await store.find({ client_ip_address: { $in: quiet } });
    expect(kept.map(({ body }) => (body as { note?: string }).note).toSorted()).toEqual([
      'quiet after',
      'quiet after',
      'quiet before',
      'quiet before',
    ]);
    const flood = await store.find({ client_ip_address: { $regex: `^${network}` } });
    expect(flood.length).toBeGreaterThan(0);
  });

  it('nothing is made of a call where neither database nor signal is on', async () => {
    const store = new InMemoryActivityStore();
    const resolveUser = vi.fn(() => 7);
    app = await tracked(platform, {
      controllers: [NotesController],
      options: { database: false, resolveUser, storage: { store } },
    });
    await (await app.post('/notes', { note: 'x' })).text();
    await settled();
    expect(resolveUser).not.toHaveBeenCalled();
  });
});

// Fastify's own parser takes no compressed bodies.
describe('bodies decompressed by Express', () => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it.each([
    ['texts', { notes: Array.from({ length: 50 }, () => TEXT.slice(0, 10_000)) }],
    ['text in one', { note: TEXT.repeat(8) }],
    ['keys', Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`${index}-${'k'.repeat(40)}`, index]))],
  ])('is kept up to maxBodyBytes, masked and marked: much in %s', async (_, body) => {
    app = await tracked('express', {
      controllers: [NotesController],
      options: { capture: { maxBodyBytes: 20_000 } },
      configure: (nest) => void (nest as NestExpressApplication).useBodyParser('json', { limit: '10mb' }),
    });
    const packed = gzipSync(JSON.stringify({ password: 'hunter22', ...body }));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await app.fetch('/notes', { method: 'POST', as: 7, body: packed, headers })).status).toBe(201);
    const record = await app.record();
    expect(record.truncated).toEqual({ body: packed.length });
    const kept = JSON.stringify(record.body);
    expect(kept).not.toContain('hunter22');
    expect(kept.length).toBeGreaterThan(10_000);
    expect(kept.length).toBeLessThan(40_000);
  });

  it('as fields of a form whose file fills all that is kept, is kept in the same way', async () => {
    app = await tracked('express', {
      controllers: [FormsController],
      options: { capture: { maxBodyBytes: 20_000 } },
    });
    const body = new FormData();
    body.set('file', new Blob(['f'.repeat(100_000)]), 'file.bin');
    body.set('password', 'hunter22');
    for (let index = 0; index < 20; index++) body.set(`note ${index}`, TEXT.slice(0, 5_000));
    expect((await app.fetch('/forms', { method: 'POST', as: 7, body })).status).toBe(201);
    const record = await app.record();
    expect(record.truncated?.body).toBeGreaterThan(200_000);
    const kept = JSON.stringify(record.body);
    expect(kept).toContain('***FILTERED***');
    expect(kept).not.toContain('hunter22');
    expect(kept.length).toBeGreaterThan(10_000);
    expect(kept.length).toBeLessThan(40_000);
  });
});
