import multipart from '@fastify/multipart';
import { type DynamicModule, type INestApplication, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Platform } from './platform.js';

export async function createApp(
  platform: Platform,
  env: NodeJS.ProcessEnv = process.env,
  shop: DynamicModule = AppModule.on(platform, env),
): Promise<INestApplication> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(shop, adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  if (platform === 'fastify') await (app as NestFastifyApplication).register(multipart as never);
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  // Without shutdown hooks, buffered records are lost when the process stops.
  app.enableShutdownHooks();
  return app;
}
