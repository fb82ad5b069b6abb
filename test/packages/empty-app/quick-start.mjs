import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/ensure-installed.mjs';

const ROOT_MODULE = `
import { Controller, Get, Module, Param } from '@nestjs/common';
import { AppModule } from './app.module.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  findOne(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@Module({ imports: [AppModule], controllers: [OrdersController] })
export class RootModule {}
`;

const MAIN = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { RootModule } from './root.module.js';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(RootModule, { abortOnError: false, logger: ['error', 'warn'] });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  process.send?.(await app.getUrl());
}

void bootstrap();
`;

const TEST_KIT = `
import { InMemoryActivityStore, recordedActivity } from 'nestjs-activity-tracker/testing';
import type { ActivityStore } from 'nestjs-activity-tracker';

const store: ActivityStore = new InMemoryActivityStore();
if (typeof store.insert !== 'function' || typeof recordedActivity !== 'function') throw new Error('no test kit');
`;

/**
 * The app of the quick start. README.md marks its files, `<!-- quick-start:app.module.ts -->`, and reads `MONGODB_URI`
 * and `JWT_SECRET` from the environment.
 * @param {string} dbName in place of the one that README.md names
 * @returns {Record<string, string>} sources by file name
 */
export function quickStart(dbName) {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const module = /<!-- quick-start:app\.module\.ts -->\s*```ts\n(.*?)```/s.exec(readme)?.[1];
  assert(module, 'README.md has no TypeScript block after <!-- quick-start:app.module.ts -->');
  for (const variable of ['MONGODB_URI', 'JWT_SECRET'])
    assert(module.includes(`process.env.${variable}`), `the quick start in README.md does not read ${variable}`);
  const named = module.replace(/dbName: '[^']*'/, `dbName: '${dbName}'`);
  assert.notEqual(named, module, "the quick start in README.md does not say dbName: '…'");
  assert(readme.includes('app.enableShutdownHooks();'), 'README.md does not say app.enableShutdownHooks()');
  return { 'app.module.ts': named, 'root.module.ts': ROOT_MODULE, 'main.ts': MAIN, 'test-kit.ts': TEST_KIT };
}
