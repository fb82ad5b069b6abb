import { JsonEngine } from './json-engine.js';

/** `undefined` where the host turned WebAssembly off (`--jitless`): what would be done here is then done on values. */
export const json: JsonEngine | undefined = load();

function load(): JsonEngine | undefined {
  try {
    return new JsonEngine();
  } catch {
    return undefined;
  }
}
