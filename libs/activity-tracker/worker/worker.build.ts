import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'tsdown';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const lean = (name: string) => at(`${name}.ts`);

const LEAN = {
  '@nestjs/common': lean('nest-common'),
  '@nestjs/core': lean('nest-core'),
  'class-validator': lean('class-validator'),
  mongoose: lean('mongoose'),
};

/**
 * The thread of `recording.thread: 'worker'`: one file that a deployment can copy. Without Nest, class-validator and Mongoose it takes half
 * the memory and a quarter of the time to start.
 */
export const WORKER_BUILD = {
  format: 'esm',
  entry: { worker: at('../src/recording/thread/worker.ts') },
  alias: LEAN,
  deps: { alwaysBundle: Object.keys(LEAN) },
  dts: false,
  sourcemap: false,
  outputOptions: { codeSplitting: false },
} satisfies UserConfig;
