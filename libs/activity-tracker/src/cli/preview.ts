import type { INestApplicationContext, Type } from '@nestjs/common';
import { InitializeOnPreviewAllowlist, NestFactory } from '@nestjs/core';
import { CommandError } from './command-error.js';

/**
 * Returns the application's modules in Nest's preview mode, which creates no instances and calls no hooks.
 * @throws CommandError if Nest cannot resolve the modules
 */
export async function previewOf(root: Type<unknown>): Promise<INestApplicationContext> {
  const allowExceptions = forbidExceptions();
  try {
    return await NestFactory.createApplicationContext(root, { preview: true, logger: false, abortOnError: false });
  } catch (error) {
    throw new CommandError(
      `Nest cannot resolve the modules of ${root.name}: ${(error as Error).message}\n` +
        'Pass the file and class that the application starts with.',
    );
  } finally {
    allowExceptions();
  }
}

/** Nest's own module, which holds the module container. */
const NEST_CORE = 'InternalCoreModule';

/**
 * Prevents modules from being started in preview mode on their request. GraphQLModule requests it: it builds the
 * schema, writes its file, and calls its options factory with dependencies that do not exist.
 * @returns a function that undoes it
 */
function forbidExceptions(): () => void {
  const own = Object.getOwnPropertyDescriptor(InitializeOnPreviewAllowlist, 'has')!;
  const value = (type: Type<unknown>): boolean => type.name === NEST_CORE;
  Object.defineProperty(InitializeOnPreviewAllowlist, 'has', { ...own, value });
  return () => void Object.defineProperty(InitializeOnPreviewAllowlist, 'has', own);
}
