import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { useBodyParsers } from './body-parsers.js';
import { CorpusController, SkippedCorpusController } from './corpus.controllers.js';
import { Delivery } from './delivery.js';
import { Gauges } from './gauges.js';
import type { Setting } from './mode.js';
import { MODES } from './modes/index.js';
import { ShopController, SkippedShopController } from './shop.controllers.js';

@Module({})
class AppModule {}

const setting = JSON.parse(process.argv[2] ?? '{}') as Setting;
const mode = await MODES[setting.mode]!(setting);

// The harness ends its servers; Ctrl-C reaches them first, and a parent that was killed says nothing.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

const module = {
  module: AppModule,
  imports: [...(mode.imports ?? [])],
  providers: [...(mode.providers ?? [])],
  controllers: [ShopController, SkippedShopController, CorpusController, SkippedCorpusController],
};
const options: NestApplicationOptions = { logger: ['error', 'fatal'], abortOnError: false };
const adapter = setting.platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
const app = await NestFactory.create(module, adapter, options);
useBodyParsers(app, setting.platform);
await mode.configure?.(app);
await app.listen(0, '127.0.0.1');

const gauges = new Gauges({
  settle: async () => mode.settle?.(app),
  facts: () => mode.facts?.(app) ?? {},
  prepareDelivery: () => Delivery.prepare(app, setting),
});
process.on('message', ({ id, ask }: { id: number; ask: string }) => {
  gauges.answer(ask).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
process.send?.({ port });
