import { describe, expect, it } from 'vitest';
import { missingPeer } from './optional-peer.js';

const load = (path: string): Promise<unknown> => import(path).catch((error: unknown) => error);

describe('an optional package', () => {
  it('is reported with its install command if it is missing', async () => {
    const name = 'a-package-that-is-not-there';
    const error = missingPeer(await load(name), name, 'The option jwt');
    expect(error).toMatchObject({
      message: `The option jwt needs the package ${name}, which is not installed. Run: npm install ${name}`,
      cause: expect.objectContaining({ code: 'ERR_MODULE_NOT_FOUND' }),
    });
  });

  it.each([
    ['an error inside the package', new Error("Cannot find module 'a-package'")],
    [
      'a missing dependency of the package',
      Object.assign(new Error("Cannot find module 'b'"), { code: 'MODULE_NOT_FOUND' }),
    ],
    [
      'one whose name begins alike',
      Object.assign(new Error("Cannot find package 'a-package-extra'"), { code: 'ERR_MODULE_NOT_FOUND' }),
    ],
    ['undefined', undefined],
  ])('keeps the error for %s', (_, error) => {
    expect(missingPeer(error, 'a-package', 'The option jwt')).toBe(error);
  });
});
