import { createSecretKey } from 'node:crypto';
import type { Server } from 'node:http';
import {
  Module,
  type DynamicModule,
  type INestApplication,
  type LoggerService,
  type Provider,
  type Type,
} from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import {
  ACTIVITY_STORE,
  type ActivityLog,
  type ActivityStore,
  ActivityTrackerModule,
  type ActivityTrackerOptions,
  ActivityTrackerService,
  InMemoryActivityStore,
} from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { onThreadOfTests, readRecords } from './recording-thread.js';

export type PlatformName = 'express' | 'fastify';

/** Against the built package one of them: a build breaks both alike, and the installed package is tried on both. */
export const PLATFORMS: readonly PlatformName[] = process.env.TARGET === 'dist' ? ['fastify'] : ['express', 'fastify'];

export const SECRET = 'a secret of thirty-two characters';

const ANY_PORT = { port: 0, host: '127.0.0.1', backlog: 2_048 };
/** Tests call from the process that accepts the connections, a thousand times at once: so many may wait. */
const ON_ANY_PORT: Record<PlatformName, readonly unknown[]> = {
  express: [ANY_PORT.port, ANY_PORT.host, ANY_PORT.backlog],
  fastify: [ANY_PORT],
};

/** Settings of a test's app; all have defaults. */
export interface Setting {
  controllers?: Type[];
  providers?: Provider[];
  imports?: (DynamicModule | Type)[];
  options?: ActivityTrackerOptions & { prefix?: string };
  /** Before `listen()`: prefixes, middleware, plugins. */
  configure?: (app: INestApplication) => void | Promise<void>;
  create?: { bodyParser?: boolean; rawBody?: boolean };
  fastify?: ConstructorParameters<typeof FastifyAdapter>[0];
  /** Trusts the `X-Forwarded-For` of this machine. */
  behindProxy?: boolean;
  /** Path of a UNIX socket, in place of a free port of 127.0.0.1. */
  listen?: string;
}

interface Call extends Omit<RequestInit, 'body'> {
  /** Signs the request in as this user. */
  as?: number | string;
  claims?: Record<string, unknown>;
  /** Sent as JSON. */
  json?: unknown;
  body?: RequestInit['body'];
}

/** Keeps what the app says, so that a test can ask. */
export class Transcript implements LoggerService {
  readonly lines: string[] = [];
  log = (message: unknown): void => void this.lines.push(String(message));
  error = (message: unknown): void => void this.lines.push(String(message));
  warn = (message: unknown): void => void this.lines.push(String(message));
}

/** A running app with the tracker in it; its records are read from the store, after a flush. */
export class TrackedApp {
  constructor(
    readonly nest: INestApplication,
    readonly url: string,
    readonly transcript: Transcript,
    private readonly options: ActivityTrackerOptions = {},
  ) {}

  get tracker(): ActivityTrackerService {
    return this.nest.get(ActivityTrackerService);
  }

  get store(): ActivityStore {
    return this.nest.get(ACTIVITY_STORE, { strict: false });
  }

  token(userId: number | string, claims: Record<string, unknown> = {}): string {
    return sign({ user_id: userId, token_type: 'access', ...claims });
  }

  fetch(path: string, { as, claims, json, headers, ...rest }: Call = {}): Promise<Response> {
    return fetch(this.url + path, {
      redirect: 'manual',
      ...rest,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${this.token(as, claims)}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(headers as Record<string, string> | undefined),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  }

  get(path: string, call?: Call): Promise<Response> {
    return this.fetch(path, call);
  }

  post(path: string, json: unknown, call?: Call): Promise<Response> {
    return this.fetch(path, { method: 'POST', json, ...call });
  }

  records(filter: Record<string, unknown> = {}): Promise<ActivityLog[]> {
    return recordedActivity(this.nest, filter);
  }

  /** Also of a closed application, whose store of MongoDB is closed with it. */
  async storedRecords(): Promise<ActivityLog[]> {
    const { uri, dbName } = this.options.mongo ?? {};
    return uri === undefined ? this.store.find({}) : readRecords(uri, dbName!);
  }

  async record(): Promise<ActivityLog> {
    const records = await this.records();
    if (records.length !== 1)
      throw new Error(`expected one record, found ${records.length}: ${JSON.stringify(records.map(({ api }) => api))}`);
    return records[0]!;
  }

  close(): Promise<void> {
    // An answer that is not read ends after the server has closed idle connections: Fastify would keep that one for 72 s.
    (this.nest.getHttpServer() as Server).keepAliveTimeout = 1;
    return this.nest.close();
  }
}

/** Lets what the server has under way come to its end: a few turns of the event loop, no clock. */
export async function settled(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A key object is parsed once: probing text for a private key takes longer than signing. */
const tokens = new JwtService({ secret: createSecretKey(Buffer.from(SECRET)) as unknown as Buffer });

export function sign(payload: Record<string, unknown>, options: Parameters<JwtService['sign']>[1] = {}): string {
  return tokens.sign(payload, { expiresIn: '1h', ...options } as never);
}

/** Options that record into memory, without the records of a life; a test says only what differs. */
export function optionsOf(options: ActivityTrackerOptions = {}): ActivityTrackerOptions {
  const given = onThreadOfTests(options);
  return {
    database: true,
    ...given,
    // Most tests count the records of their calls; those of the sequence turn it on.
    buffer: { sequence: false, ...given.buffer },
    storage: { ...(given.mongo ? {} : { store: new InMemoryActivityStore() }), ...given.storage },
    jwt: { secret: SECRET, algorithms: ['HS256'], ...given.jwt },
  };
}

@Module({})
class TestModule {}

export async function tracked(platform: PlatformName, setting: Setting = {}): Promise<TrackedApp> {
  const {
    controllers = [],
    providers = [],
    imports = [],
    options = {},
    configure,
    create = {},
    fastify,
    behindProxy = false,
    listen,
  } = setting;
  const { prefix, ...given } = options;
  const used = optionsOf(given);
  const module: DynamicModule = {
    module: TestModule,
    imports: [ActivityTrackerModule.forRoot({ ...used, ...(prefix !== undefined && { prefix }) }), ...imports],
    controllers,
    providers,
  };
  const transcript = new Transcript();
  const trust = behindProxy && { trustProxy: true };
  const adapter =
    platform === 'express' ? new ExpressAdapter() : new FastifyAdapter({ ...trust, ...(fastify as object) });
  if (behindProxy && adapter instanceof ExpressAdapter) adapter.set('trust proxy', 'loopback');
  const nest = await NestFactory.create(module, adapter, { logger: transcript, abortOnError: false, ...create });
  await configure?.(nest);
  await nest.listen(...((listen === undefined ? ON_ANY_PORT[platform] : [listen]) as [number]));
  return new TrackedApp(nest, (await nest.getUrl()).replace('[::1]', '127.0.0.1'), transcript, used);
}
