import { ownRequire } from '../../package/package-folder.js';

/**
 * Nest finds providers by their classes, so it never finds those of another copy of Nest.
 * @throws Error with the path of the copy and the remedy
 */
export function assertOneCopyOfNest(found: object | undefined): void {
  if (found) return;
  throw new Error(
    `nestjs-activity-tracker imports another copy of @nestjs/core than the application${copy()}: must be the same copy, because ` +
      'Nest finds providers by their classes. Run "npm ls @nestjs/core" to see both, and "npm dedupe" to keep one; with npm link ' +
      'or workspaces, install @nestjs/core in the root alone.',
  );
}

function copy(): string {
  try {
    return ` (${ownRequire().resolve('@nestjs/core')})`;
  } catch {
    return '';
  }
}
