import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandError } from './command-error.js';

/**
 * The application's modules in Nest's preview mode, which makes no instance of any class and calls no hook. Only
 * GraphQLModule asks Nest for an exception: it builds the schema.
 * @throws CommandError when the modules do not fit together
 */
export async function previewOf(root: Type<unknown>): Promise<INestApplicationContext> {
  try {
    return await NestFactory.createApplicationContext(root, { preview: true, logger: false, abortOnError: false });
  } catch (error) {
    throw new CommandError(
      `Nest cannot put ${root.name} together: ${(error as Error).message}\n` +
        'Give the file and class that the application is started with.',
    );
  }
}
