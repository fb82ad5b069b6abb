import type { INestApplication, ModuleMetadata } from '@nestjs/common';

export interface Setting {
  platform: 'express' | 'fastify';
  mode: string;
  uri: string;
  dbName: string;
  secret: string;
  /** Bytes that may wait for the store, where the default is not wanted. */
  maxBytes?: number;
}

export interface Mode {
  imports?: ModuleMetadata['imports'];
  providers?: ModuleMetadata['providers'];
  configure?: (app: INestApplication) => void | Promise<void>;
  /** Resolves when all work pending for the requests so far is done, so that its cost is counted. */
  settle?: (app: INestApplication) => Promise<void>;
  /** Figures by which the harness knows that nothing was left out. */
  facts?: (app: INestApplication) => Record<string, number>;
}

/** A package of `bench/package.json`; loaded by name, so that the project compiles where it is not installed. */
export function peer<T>(name: string): Promise<T> {
  return import(name) as Promise<T>;
}
