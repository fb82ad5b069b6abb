import { afterEach, describe, expect, it, vi } from 'vitest';
import { JsonEngine } from './json-engine.js';
import { engineIfAny } from './json.js';

describe('engineIfAny', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is there where WebAssembly is', () => {
    expect(engineIfAny()).toBeInstanceOf(JsonEngine);
  });

  it('is none where WebAssembly is turned off', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(engineIfAny()).toBeUndefined();
  });
});
