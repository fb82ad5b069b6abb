import { moduleLines } from './module-import.js';

export interface Missing {
  hooks: boolean;
  module: boolean;
}

export const NEXT_STEPS =
  'Set MONGODB_URI and JWT_SECRET (the secret that your access tokens are signed with) in the environment of the application. ' +
  'To identify users by passport, sessions, cookies or a JWKS, see "Recipes" in the README of nestjs-activity-tracker.';

/** README.md lists the same commands. */
const PEERS = '@nestjs/event-emitter @nestjs/jwt @nestjs/mongoose @nestjs/schedule';
const PEERS_OF_NEST_11 = '@nestjs/event-emitter@3 @nestjs/jwt@11 @nestjs/mongoose@11 @nestjs/schedule@6 mongoose@8';

/** Install command for packages missing in the manifest; `undefined` if there are none. */
export function peersToInstall(dependencies: Readonly<Record<string, string>>): string | undefined {
  const nest = dependencies['@nestjs/common'];
  if (nest === undefined) return undefined;
  const isNest11 = /^[^\d]*11\b/.test(nest);
  const peers = isNest11 ? PEERS_OF_NEST_11 : PEERS;
  if (peers.split(' ').every((peer) => nameOf(peer) in dependencies)) return undefined;
  const reason = isNest11
    ? 'Nest 11: install these versions of the packages that the tracker uses, because those for Nest 12 are ES modules only.'
    : 'Install the Nest packages that the tracker uses.';
  return `${reason}\n  npm install ${peers}`;
}

const nameOf = (peer: string): string => peer.replace(/(?<=.)@\d+$/, '');

/** Lines to add by hand. @param problem file and reason */
export function byHand(problem: string, { hooks, module }: Missing, dbName: string): string {
  const { statement, entry } = moduleLines(dbName);
  const inModule = `In the root module:\n\n${statement}\n\n@Module({\n  imports: [\n    ${entry}\n  ],\n})`;
  const inMain = 'After the statement that creates the application:\n\napp.enableShutdownHooks();';
  const parts = [...(module ? [inModule] : []), ...(hooks ? [inMain] : [])];
  return [`${problem}. Nothing was changed. Add by hand:`, ...parts].join('\n\n');
}
