import { expect, it } from 'vitest';
import { byName } from './by-name.js';

it('gives a factory what is injected, by the names of the tokens', () => {
  const host = { token: 'host', optional: true };
  const { inject, useFactory } = byName({ store: 'a store', host }, (needs: { store: string; host?: string }) => needs);
  expect(inject).toEqual(['a store', host]);
  expect(useFactory('stored', undefined)).toEqual({ store: 'stored', host: undefined });
});
