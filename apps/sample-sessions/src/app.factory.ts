import { randomBytes, randomUUID } from 'node:crypto';
import cookies from '@fastify/cookie';
import sessions from '@fastify/session';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';

export async function createApp(env: NodeJS.ProcessEnv = process.env): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ genReqId: () => randomUUID() });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(env), adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  // Stored in the record: see `capture.requestIdHeader`.
  adapter.getInstance().addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  await app.register(cookies as never);
  await app.register(sessions as never, {
    // Sessions are lost when the process stops; a real application stores them, and its secret, elsewhere.
    secret: env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    cookie: { secure: false, sameSite: 'lax' },
    saveUninitialized: false,
  });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  const document = new DocumentBuilder().setTitle('Help desk').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, document), { ui: false, raw: ['json'] });
  // Without shutdown hooks, buffered records are lost when the process stops.
  app.enableShutdownHooks();
  return app;
}
