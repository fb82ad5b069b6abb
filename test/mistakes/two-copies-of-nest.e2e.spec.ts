import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Module } from '@nestjs/common';
import type { NestFactory } from '@nestjs/core';
import { ActivityTrackerModule } from 'nestjs-activity-tracker';
import { afterAll, beforeAll, expect, it } from 'vitest';

const CORE = dirname(createRequire(import.meta.url).resolve('@nestjs/core/package.json'));
const INSTALLED = join(CORE, '..', '..');

/** An application whose @nestjs/core is a second copy, as npm link and nested workspaces make it. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'two-copies-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@nestjs'), { recursive: true });
  for (const name of readdirSync(INSTALLED).filter((each) => each !== '@nestjs' && !each.startsWith('.')))
    symlinkSync(join(INSTALLED, name), join(modules, name));
  symlinkSync(join(INSTALLED, '@nestjs', 'common'), join(modules, '@nestjs', 'common'));
  cpSync(CORE, join(modules, '@nestjs', 'core'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('two copies of @nestjs/core end the boot with the place of ours and the way to one', async () => {
  @Module({ imports: [ActivityTrackerModule.forRoot({ signal: true, resolveUser: () => 1 })] })
  class AppModule {}
  const copy = pathToFileURL(join(folder, 'node_modules', '@nestjs', 'core', 'index.js')).href;
  const { NestFactory: other } = (await import(copy)) as { NestFactory: typeof NestFactory };
  await expect(other.createApplicationContext(AppModule, { logger: false, abortOnError: false })).rejects.toThrow(
    /^nestjs-activity-tracker imports another copy of @nestjs\/core than the application \(.*\): must be the same copy, because Nest finds providers by their classes\. Run "npm ls @nestjs\/core" to see both, and "npm dedupe" to keep one; with npm link or workspaces, install @nestjs\/core in the root alone\.$/,
  );
});
