import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Names that the examples leave to the reader, and the imports that an editor adds. */
const PREAMBLE = `
import { Controller, Injectable, type INestApplication, Post, UseGuards } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { JwtService } from '@nestjs/jwt';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import type { FastifyRequest } from 'fastify';
import { JwksClient } from 'jwks-rsa';
import { InMemoryActivityStore, recordedActivity } from 'nestjs-activity-tracker/testing';
import { expect } from 'vitest';
import {
  ActivityTrackerModule, type ActivityTrackerOptions, type ActivityTrackerOptionsFactory, type JwtOptions,
  type PermissionQuestion, type ResolveUser, SignIn,
} from 'nestjs-activity-tracker';
declare const mongo: { uri: string };
declare const app: INestApplication;
declare const jwt: JwtOptions;
declare const secret: string;
declare const publicKey: string;
`;

/** Packages whose names an editor cannot add by itself before the application uses them. */
const HARD_TO_FIND = new Set(['jwks-rsa', '@nestjs/jwt', 'nestjs-activity-tracker/testing']);

const DOCUMENTS = ['README.md', 'docs/recipes.md', 'docs/services.md', 'docs/stores.md'];

const examples = DOCUMENTS.flatMap((file) => [
  ...readFileSync(join(ROOT, file), 'utf8').matchAll(/<!-- (?:sign-in|example):(\w+) -->\s+```ts\n(.*?)```/gs),
]).map(([, name = '', code = '']) => ({ name, code }));

const SHUTDOWN_HOOKS = 'app.enableShutdownHooks();';

/** Alternatives that an application may write. */
const VARIANTS = [
  ['express', `ActivityTrackerModule.forRoot({ resolveUser: (request: Request) => request.get('x-user') });`],
  ['fastify', `ActivityTrackerModule.forRoot({ resolveUser: async (request: FastifyRequest) => request.headers.host });`],
  ['named', `interface R { user?: { id: bigint } }
    const resolveUser: ResolveUser<R> = (request) => request.user?.id;
    const options: ActivityTrackerOptions<R> = { resolveUser, jwt: { secret, algorithms: ['HS256'], from: ({ user }) => String(user?.id) } };
    ActivityTrackerModule.forRoot(options);`],
  ['lists', `ActivityTrackerModule.forRoot({ jwt: { secret, algorithms: ['HS256'], userIdKey: ['oid', 'sub'], loginResponseKey: ['jwt'] } });`],
  ['useClass', `@Injectable() class Options implements ActivityTrackerOptionsFactory {
      create(): ActivityTrackerOptions { return { database: true, mongo }; }
    }
    ActivityTrackerModule.forRootAsync({ useClass: Options });`],
] as const; // prettier-ignore

const MISTAKES = [
  ['a field that the named request lacks', `const o: ActivityTrackerOptions<{ user: { id: 1 } }> = { resolveUser: (request) => request.usr };`],
  ['a factory without options', `class Options implements ActivityTrackerOptionsFactory { create(): number { return 1; } }`],
  ['a token source that gives a number', `ActivityTrackerModule.forRoot({ jwt: { secret, algorithms: ['HS256'], from: () => 1 } });`],
] as const; // prettier-ignore

function errorsOf(codes: ReadonlyMap<string, string>): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const files = new Map(
    [...codes].map(([name, code]) => [
      join(ROOT, 'test', `${name}.ts`),
      code.startsWith('import') ? code : PREAMBLE + code,
    ]),
  );
  const host = ts.createCompilerHost({ ...options, strict: true });
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists.call(host, file);
  host.readFile = (file) => files.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, ...rest)
      : ts.createSourceFile(file, text, rest[0], true);
  };
  const settings = { ...options, strict: true, noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram({ rootNames: [...files.keys()], options: settings, host });
  return new Map(
    [...codes.keys()].map((name) => {
      const source = program.getSourceFile(join(ROOT, 'test', `${name}.ts`));
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [name, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('the examples of README.md and docs/', () => {
  const codes = new Map<string, string>([
    ...examples.map(({ name, code }) => [`readme-${name}`, code] as const),
    ...VARIANTS.map(([name, code]) => [`variant-${name}`, code] as const),
    ...MISTAKES.map(([, code], index) => [`mistake-${index}`, code] as const),
  ]);
  const errors = errorsOf(codes);

  it('are there', () => {
    expect(examples.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['passport', 'session', 'jwks', 'tests', 'cookie', 'claims', 'types', 'refused', 'store']),
    );
  });

  it.each(DOCUMENTS)('are all marked, so that each is compiled: %s', (file) => {
    const unmarked = readFileSync(join(ROOT, file), 'utf8').matchAll(/(.*)\n\n```ts\n(.*)/g);
    const wrong = [...unmarked].filter(
      ([, before = '', first]) => !before.startsWith('<!-- ') && first !== SHUTDOWN_HOOKS,
    );
    expect(wrong.map(([text]) => text)).toEqual([]);
  });

  it.each(examples)('compile under strict: $name', ({ name }) => {
    expect(errors.get(`readme-${name}`)).toEqual([]);
  });

  it.each(DOCUMENTS)('say from which package each name comes that no editor finds: %s', (file) => {
    const document = readFileSync(join(ROOT, file), 'utf8');
    const code = [...document.matchAll(/^```ts\n(.*?)^```/gms)].map(([block]) => block).join('\n');
    const missing = [...PREAMBLE.matchAll(/^import \{ (.+) \} from '(.+)';$/gm)].filter(
      ([, names = '', source = '']) =>
        HARD_TO_FIND.has(source) &&
        names.split(', ').some((name) => new RegExp(`\\b${name}\\b`).test(code)) &&
        !document.includes(source),
    );
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it.each(VARIANTS)('compile under strict when written for %s', (name) => {
    expect(errors.get(`variant-${name}`)).toEqual([]);
  });

  it.each(MISTAKES.map(([title], index) => [title, index] as const))('do not compile with %s', (_, index) => {
    expect(errors.get(`mistake-${index}`)).not.toEqual([]);
  });
});
