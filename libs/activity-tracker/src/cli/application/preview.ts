import type { INestApplicationContext, Type } from '@nestjs/common';
import { InitializeOnPreviewAllowlist, NestFactory } from '@nestjs/core';
import { CommandError } from '../command-error.js';

/** Preview mode creates no instances and calls no hooks. @throws CommandError if Nest cannot resolve the modules */
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

const NEST_CORE = 'InternalCoreModule';

/** GraphQLModule asks to be started in preview mode, where its dependencies do not exist. The result undoes the change. */
function forbidExceptions(): () => void {
  const own = Object.getOwnPropertyDescriptor(InitializeOnPreviewAllowlist, 'has')!;
  const value = (type: Type<unknown>): boolean => type.name === NEST_CORE;
  Object.defineProperty(InitializeOnPreviewAllowlist, 'has', { ...own, value });
  return () => void Object.defineProperty(InitializeOnPreviewAllowlist, 'has', own);
}
