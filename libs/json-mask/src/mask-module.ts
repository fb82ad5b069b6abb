import { MODULE } from './json-module.js';

/** Exports of `libs/json-mask/assembly/index.ts`. */
export interface MaskModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  freeFrom(): number;
  behindValue(start: number, end: number): number;
  forgetKeys(): void;
  maskAt(length: number): number;
  mask(start: number, end: number, to: number, toEnd: number, maxDepth: number, maxStringLength: number): number;
  nodesSeen(): number;
  worthSeen(): number;
  maskToBson(start: number, end: number, to: number, spare: number, maxDepth: number, maxStringLength: number): number;
}

/** Missing in @types/node. */
interface WebAssemblyOfNode {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** @param host functions that `assembly/host.ts` declares @throws if the host turned WebAssembly off (`--jitless`) */
export function maskModule(host: object): MaskModule {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyOfNode }).WebAssembly;
  return new Instance(new Module(Buffer.from(MODULE, 'base64')), { host }).exports as MaskModule;
}
