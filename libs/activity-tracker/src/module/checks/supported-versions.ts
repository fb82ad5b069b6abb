import { installCommand, needsNest11 } from '../../package/install-command.js';
import { installedVersion } from '../../package/installed-version.js';
import { type Manifest, manifestIn, ownFolder } from '../../package/package-folder.js';

/**
 * Unreadable versions, as in a bundle, count as supported.
 * @throws Error with the versions found, the supported ranges and the remedy
 */
export function assertSupportedVersions(
  own: Manifest | undefined = ownManifest(),
  installed: (name: string) => string | undefined = installedVersion,
): void {
  const problems: string[] = [];
  const node = own?.engines?.node;
  if (node !== undefined && !satisfies(process.versions.node, node)) {
    problems.push(`Node ${process.versions.node}: supported is ${node}. Run the app with one of these.`);
  }
  for (const [name, range] of Object.entries(own?.peerDependencies ?? {})) {
    const version = installed(name);
    if (version === undefined || satisfies(version, range)) continue;
    const nest = installed('@nestjs/common');
    const command = needsNest11(name, nest) ? installCommand(name, nest) : `npm install "${name}@${range}"`;
    problems.push(`${name} ${version}: supported is ${range}. Run: ${command}`);
  }
  if (problems.length === 0) return;
  throw new Error(
    `nestjs-activity-tracker ${own?.version} does not work with what is installed:\n` +
      problems.map((problem) => `  - ${problem}`).join('\n'),
  );
}

/** Supports `^1.2.3` and `>=1.2.3`, joined by `||`; other forms count as satisfied. */
export function satisfies(version: string, range: string): boolean {
  const found = numbersOf(version);
  return range.split('||').some((part) => {
    const [, operator, least] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(part.trim()) ?? [];
    if (least === undefined || !found) return true;
    const wanted = numbersOf(least)!;
    // In 0.x the minor version may break, like a major version later.
    const fixed = operator === '^' ? (wanted[0] === 0 ? 2 : 1) : 0;
    if (wanted.slice(0, fixed).some((number, index) => number !== found[index])) return false;
    const differing = wanted.findIndex((number, index) => number !== found[index]);
    return differing === -1 || found[differing]! > wanted[differing]!;
  });
}

function numbersOf(version: string): number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}

function ownManifest(): Manifest | undefined {
  const folder = ownFolder();
  return folder === undefined ? undefined : manifestIn(folder);
}
