import { installedVersion } from './installed-version.js';

/** Major versions for Nest 11, as README.md names them. */
const FOR_NEST_11: Readonly<Record<string, number>> = {
  '@nestjs/event-emitter': 3,
  '@nestjs/jwt': 11,
  '@nestjs/mongoose': 11,
  '@nestjs/schedule': 6,
};

/** Whether npm would choose a package of Nest 12 for an application on Nest 11. */
export const needsNest11 = (name: string, nest: string | undefined): boolean =>
  nest?.startsWith('11.') === true && name in FOR_NEST_11;

/** On Nest 11 with a version: npm would choose that of Nest 12, which CommonJS cannot load under Jest. */
export function installCommand(name: string, nest = installedVersion('@nestjs/common')): string {
  const major = needsNest11(name, nest) ? FOR_NEST_11[name] : undefined;
  return `npm install ${name}${major === undefined ? '' : `@${major}`}`;
}
