import { describe, expect, it } from 'vitest';
import { tokenInResponse } from './login-response.js';

describe('tokenInResponse', () => {
  it.each([
    [{ access: 'a' }, 'access', 'a'],
    [{ data: { access_token: 'b' } }, 'data.access_token', 'b'],
    [{ access: 7 }, 'access', undefined],
    [{ access: { token: 'x' } }, 'access', undefined],
    [{}, 'access', undefined],
    [[], 'access', undefined],
    [null, 'access', undefined],
    ['access', 'length', undefined],
    [{}, 'constructor.name', undefined],
  ])('%j at %s → %s', (response, path, token) => expect(tokenInResponse(response, path)).toBe(token));
});
