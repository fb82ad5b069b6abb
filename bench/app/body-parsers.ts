import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const VENDOR_JSON = /^application\/[\w.-]+\+json/;

/** JSON of vendors' media types is parsed on both platforms; the bytes of a multipart form are read, and not parsed. */
export function useBodyParsers(app: INestApplication, platform: 'express' | 'fastify'): void {
  if (platform === 'express') {
    (app as NestExpressApplication).useBodyParser('json', {
      type: (request) => isJson(request.headers['content-type']),
    });
    (app as NestExpressApplication).useBodyParser('raw', { type: 'multipart/form-data' });
    return;
  }
  const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
  const options = { parseAs: 'string' } as const;
  fastify.addContentTypeParser(VENDOR_JSON, options, fastify.getDefaultJsonParser('ignore', 'ignore'));
  fastify.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

function isJson(type = ''): boolean {
  return type.startsWith('application/json') || VENDOR_JSON.test(type);
}
