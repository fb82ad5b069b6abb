import { Controller, type INestApplication, Post, Req } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import multer from 'multer';
import { describe, expect, it } from 'vitest';
import { trackedPerTest } from '../support/closes-after-each.js';
import { PLATFORMS, type PlatformName, tracked } from '../support/tracked-app.js';

@Controller('parcels')
class ParcelsController {
  @Post()
  create(@Req() request: { body?: unknown }): unknown {
    const { body } = request;
    return Buffer.isBuffer(body) ? { bytes: body.length } : { body };
  }
}

/** Readers that consume the body before the tracker sees it. */
const RAW: Record<PlatformName, (nest: INestApplication) => void> = {
  express: (nest) => void (nest as NestExpressApplication).useBodyParser('raw', { type: '*/*' }),
  fastify: (nest) => {
    const instance = (nest as NestFastifyApplication).getHttpAdapter().getInstance();
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  },
};

const parcel = () => {
  const form = new FormData();
  form.set('label', 'lamp');
  form.set('password', 'hunter22');
  form.set('photo', new Blob(['the bytes of a photo']), 'photo.png');
  return form;
};

describe.each(PLATFORMS)('a body that the host has read by itself on %s', (platform) => {
  const start = trackedPerTest(platform);

  it('is recorded as sent if it was read as bytes', async () => {
    const app = await start({
      controllers: [ParcelsController],
      create: { bodyParser: false },
      configure: RAW[platform],
    });
    const answer = await app.post('/parcels', { label: 'lamp', password: 'hunter22' }, { as: 7 });
    expect(await answer.json()).toEqual({ bytes: 38 });
    expect(await app.record()).toMatchObject({ body: { label: 'lamp', password: '***FILTERED***' }, status_code: 201 });
  });
});

describe('a body that multer has read', () => {
  it('is recorded with its fields, without the file', async () => {
    const app = await tracked('express', {
      controllers: [ParcelsController],
      configure: (nest) => void nest.use(multer().any()),
    });
    try {
      const answer = await app.fetch('/parcels', { method: 'POST', body: parcel(), as: 7 });
      expect(await answer.json()).toEqual({ body: { label: 'lamp', password: 'hunter22' } });
      const record = await app.record();
      expect(record.body).toMatchObject({ label: 'lamp', password: '***FILTERED***' });
      expect(JSON.stringify(record)).not.toMatch(/the bytes of a photo|hunter22/);
    } finally {
      await app.close();
    }
  });
});
