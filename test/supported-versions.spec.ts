import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked } from './support/tracked-app.js';
import { assertSupportedVersions, satisfies } from '../libs/activity-tracker/src/module/checks/supported-versions.js';

const OWN = JSON.parse(readFileSync(new URL('../libs/activity-tracker/package.json', import.meta.url), 'utf8')) as {
  engines: { node: string };
  peerDependencies: Record<string, string>;
};
const RUNNING = Object.getOwnPropertyDescriptor(process, 'versions')!;

function runOn(node: string): void {
  Object.defineProperty(process, 'versions', { ...RUNNING, value: { ...process.versions, node } });
}

describe('supported versions', () => {
  afterEach(() => {
    Object.defineProperty(process, 'versions', RUNNING);
  });

  it('accepts the installed versions', () => {
    expect(() => assertSupportedVersions()).not.toThrow();
  });

  it.each([
    ['@nestjs/common', '10.4.15', '^11.0.0 || ^12.0.0'],
    ['@nestjs/core', '13.0.0', '^11.0.0 || ^12.0.0'],
    ['mongoose', '7.8.2', '^8.0.0 || ^9.0.0'],
    ['mongoose', '10.0.0-rc.1', '^8.0.0 || ^9.0.0'],
    ['reflect-metadata', '0.1.14', '^0.2.0'],
  ])('reports %s %s with the supported range and the remedy', (name, version, range) => {
    expect(() => assertSupportedVersions(undefined, (asked) => (asked === name ? version : undefined))).toThrow(
      `  - ${name} ${version}: supported is ${range}. Run: npm install "${name}@${range}"`,
    );
  });

  it('names the version that fits Nest 11, where npm would choose that of Nest 12', () => {
    const installed: Record<string, string> = { '@nestjs/common': '11.1.9', '@nestjs/jwt': '10.2.0' };
    expect(() => assertSupportedVersions(undefined, (name) => installed[name])).toThrow(
      /@nestjs\/jwt 10\.2\.0: supported is .*\. Run: npm install @nestjs\/jwt@11$/,
    );
  });

  it('reports all problems at once', () => {
    runOn('18.20.8');
    expect(() => assertSupportedVersions(undefined, () => '1.0.0')).toThrow(/Node 18\.20\.8.*\n.*\n.*\n/);
  });

  it.each<[string, Parameters<typeof assertSupportedVersions>]>([
    ['our own package.json', [{}, () => '1.0.0']],
    ['another package.json', [undefined, () => undefined]],
    ['a version', [undefined, () => 'workspace:*']],
    ['a range', [{ peerDependencies: { mongoose: 'latest' } }, () => '1.0.0']],
  ])('reports nothing if %s cannot be read', (_, given) => {
    expect(() => assertSupportedVersions(...given)).not.toThrow();
  });

  it.each([
    ['20.18.3', false],
    ['20.19.0', true],
    ['21.7.3', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.1.0', true],
    ['26.0.0-nightly20260401', true],
  ])('Node %s: %s', (version, supported) => {
    expect(satisfies(version, OWN.engines.node)).toBe(supported);
  });

  it('supports the form of each range in package.json', () => {
    for (const range of [OWN.engines.node, ...Object.values(OWN.peerDependencies)]) {
      expect(range).toMatch(/^((\^|>=)\d+\.\d+\.\d+( \|\| |$))+$/);
      expect(satisfies('1.0.0', range)).toBe(false);
    }
  });

  it.each(PLATFORMS)('stops the boot of an app on %s with an unsupported version', async (platform) => {
    runOn('20.10.0');
    await expect(tracked(platform)).rejects.toThrow(
      'Node 20.10.0: supported is ^20.19.0 || >=22.12.0. Run the app with one of these.',
    );
  });
});
