import { moduleLines } from './module-import.js';

/** Edits that an application still needs. */
export interface Missing {
  hooks: boolean;
  module: boolean;
}

/** What is left to do after the files were changed. */
export const NEXT_STEPS =
  'Set MONGODB_URI and JWT_SECRET (the secret that your access tokens are signed with) in the environment of the application. ' +
  'To identify users by passport, sessions, cookies or a JWKS, see "Recipes" in the README of nestjs-activity-tracker.';

/** README.md gives the same command. */
const PEERS = '@nestjs/event-emitter@3 @nestjs/jwt@11 @nestjs/mongoose@11 @nestjs/schedule@6 mongoose@8';

/** Remedy for an application of Nest 11 whose manifest does not name the peers of its line; `undefined` for all others. */
export function peersOfNest11(dependencies: Readonly<Record<string, string>>): string | undefined {
  if (!/^[^\d]*11\b/.test(dependencies['@nestjs/common'] ?? '')) return undefined;
  const names = PEERS.split(' ').map((peer) => peer.slice(0, peer.lastIndexOf('@')));
  if (names.every((name) => name in dependencies)) return undefined;
  return `This is Nest 11: install the peers of its line too, because those of Nest 12 are ES modules only.\n  npm install ${PEERS}`;
}

/** Lines to add by hand. @param problem file and reason */
export function byHand(problem: string, { hooks, module }: Missing, dbName: string): string {
  const { statement, entry } = moduleLines(dbName);
  const inModule = `In the root module:\n\n${statement}\n\n@Module({\n  imports: [\n    ${entry}\n  ],\n})`;
  const inMain = 'After the statement that creates the application:\n\napp.enableShutdownHooks();';
  const parts = [...(module ? [inModule] : []), ...(hooks ? [inMain] : [])];
  return [`${problem}. Nothing was changed. Add by hand:`, ...parts].join('\n\n');
}
