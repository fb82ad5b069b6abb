import { createRequire } from 'node:module';
import { join } from 'node:path';
import type typescript from 'typescript';

/** The compiler API, of which this package has only the types. */
export type TypeScript = typeof typescript;

/**
 * The compiler of the Nest CLI, or else of the application: newer compilers may lack this API.
 * @throws Error if there is none
 */
export function hostTypeScript(folder: string): TypeScript {
  const host = createRequire(join(folder, 'package.json'));
  const places = [
    () => createRequire(host.resolve('@nestjs/cli/package.json')),
    () => createRequire(host.resolve('@nestjs/schematics/package.json')),
    () => host,
    // A globally installed CLI.
    () => createRequire(process.argv[1] ?? ''),
  ];
  for (const place of places) {
    try {
      const found = place()('typescript') as TypeScript;
      if (typeof found.createSourceFile === 'function') return found;
    } catch {
      // Not installed there.
    }
  }
  throw new Error('typescript is not installed');
}
