import { JsonEngine } from './json-engine.js';

/** `undefined` where the host turned WebAssembly off (`--jitless`): what would be done here is then done on values. */
export const json = engineIfAny();

let nested: JsonEngine | undefined;

/** For JSON inside a string of what {@link json} is masking: an engine does one call at a time. */
export function nestedJson(): JsonEngine | undefined {
  nested ??= json && engineIfAny();
  return nested;
}

export function engineIfAny(): JsonEngine | undefined {
  try {
    return new JsonEngine();
  } catch {
    return undefined;
  }
}
