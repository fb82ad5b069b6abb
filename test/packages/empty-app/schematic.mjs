import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './run.mjs';

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
void bootstrap();
`;
const MODULE = `import { Module } from '@nestjs/common';

@Module({ imports: [] })
export class AppModule {}
`;

/** Uses the engine of the Nest CLI, as `nest add --skip-install` does. @param {string} app */
export async function addsItself(app) {
  const folder = join(app, 'added');
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src/main.ts'), MAIN);
  writeFileSync(join(folder, 'src/app.module.ts'), MODULE);
  const engine = createRequire(import.meta.url).resolve('@angular-devkit/schematics-cli/bin/schematics.js');
  await run(process.execPath, [engine, 'nestjs-activity-tracker:nest-add', '--source-root=src'], folder);
  assert.match(readFileSync(join(folder, 'src/main.ts'), 'utf8'), /app\.enableShutdownHooks\(\);/);
  assert.match(readFileSync(join(folder, 'src/app.module.ts'), 'utf8'), /ActivityTrackerModule\.forRoot\(\{/);
}
