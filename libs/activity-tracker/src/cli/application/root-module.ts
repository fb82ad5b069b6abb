import type { Type } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-error.js';

const MODULE_KEYS = ['imports', 'controllers', 'providers', 'exports'];

/** The requested export, else the default one, else `AppModule`, else the only module. @throws CommandError */
export async function loadRootModule(path: string, exportName?: string): Promise<Type<unknown>> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new CommandError(
      `there is no file ${file}. Build the application first, then pass the built file, such as dist/app.module.js.`,
    );
  }
  const exported = exportsOf(await load(file));
  return exportName === undefined ? onlyModule(exported, path) : namedModule(exported, exportName, path);
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw new CommandError(
      `${file} could not be loaded: ${(error as Error).message}\n` +
        'Pass the built JavaScript file, and set the environment that the application needs on import.',
    );
  }
}

/** A CommonJS file appears as `default` as a whole; its own `default` is one level deeper. */
function exportsOf(namespace: Record<string, unknown>): Record<string, unknown> {
  const { default: main } = namespace;
  return typeof main === 'object' && main !== null ? { ...namespace, ...main } : namespace;
}

function namedModule(exported: Record<string, unknown>, name: string, path: string): Type<unknown> {
  const found = exported[name];
  if (isModule(found)) return found;
  throw new CommandError(`${path} exports no module class named ${name}. ${whatThereIs(exported)}`);
}

function onlyModule(exported: Record<string, unknown>, path: string): Type<unknown> {
  for (const name of ['default', 'AppModule']) {
    const found = exported[name];
    if (isModule(found)) return found;
  }
  const modules = [...new Set(Object.values(exported).filter(isModule))];
  if (modules.length === 1) return modules[0]!;
  throw new CommandError(
    modules.length === 0
      ? `${path} exports no class decorated with @Module(). Pass the built file of the root module, such as dist/app.module.js.`
      : `${path} exports several module classes. Name the root module with --export. ${whatThereIs(exported)}`,
  );
}

function whatThereIs(exported: Record<string, unknown>): string {
  const names = Object.keys(exported)
    .filter((name) => isModule(exported[name]))
    .sort();
  return names.length > 0 ? `Module classes it exports: ${names.join(', ')}.` : 'It exports no module class.';
}

function isModule(value: unknown): value is Type<unknown> {
  return typeof value === 'function' && MODULE_KEYS.some((key) => Reflect.hasMetadata(key, value));
}
