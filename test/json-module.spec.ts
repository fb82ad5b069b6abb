import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { moduleSource } from '../scripts/assembly.mjs';

it('libs/json-mask/src/json-module.ts is what libs/json-mask/assembly compiles to', async () => {
  const file = new URL('../libs/json-mask/src/json-module.ts', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(await moduleSource());
});
