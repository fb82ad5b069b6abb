import type { INestApplicationContext, Type } from '@nestjs/common';
import { InitializeOnPreviewAllowlist, NestFactory } from '@nestjs/core';
import { CommandError } from './command-error.js';

/**
 * The application's modules in Nest's preview mode, which makes no instance of any class and calls no hook.
 * @throws CommandError when the modules do not fit together
 */
export async function previewOf(root: Type<unknown>): Promise<INestApplicationContext> {
  const allowExceptions = forbidExceptions();
  try {
    return await NestFactory.createApplicationContext(root, { preview: true, logger: false, abortOnError: false });
  } catch (error) {
    throw new CommandError(
      `Nest cannot put ${root.name} together: ${(error as Error).message}\n` +
        'Give the file and class that the application is started with.',
    );
  } finally {
    allowExceptions();
  }
}

/** Nest's own module, which holds the container of modules. */
const NEST_CORE = 'InternalCoreModule';

/**
 * Modules may ask Nest to start them in previews too, and GraphQLModule does: it builds the schema, writes its file, and calls
 * the factory of its options with dependencies that were never made.
 * @returns the function that allows it again
 */
function forbidExceptions(): () => void {
  const own = Object.getOwnPropertyDescriptor(InitializeOnPreviewAllowlist, 'has')!;
  const value = (type: Type<unknown>): boolean => type.name === NEST_CORE;
  Object.defineProperty(InitializeOnPreviewAllowlist, 'has', { ...own, value });
  return () => void Object.defineProperty(InitializeOnPreviewAllowlist, 'has', own);
}
