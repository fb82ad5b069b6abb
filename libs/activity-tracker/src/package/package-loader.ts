import { createRequire } from 'node:module';

/** Flags by which a thread finds packages as this one does: Yarn's Plug'n'Play keeps them in archives, which its loader reads. */
export function packageLoader(file: string | URL, pnp: string | undefined = process.versions.pnp): string[] {
  if (pnp === undefined) return [];
  try {
    return ['--require', createRequire(file).resolve('pnpapi')];
  } catch {
    return [];
  }
}
