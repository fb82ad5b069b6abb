import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { MaskingOptions } from './masking.options.js';

const faults = (options: object) =>
  validateSync(Object.assign(new MaskingOptions(), options), { whitelist: true, forbidNonWhitelisted: true }).flatMap(
    (error) => Object.values(error.constraints ?? {}),
  );

describe('masking options', () => {
  it.each([
    {},
    { excludeKeys: [], removeKeys: [] },
    { excludeKeys: ['iban', /^x-/i, /^(?:a|b)+c$/, /[\p{L}-]+_key/u] },
    { removeKeys: ['id', 'country', 'createdAt', /^debug_/] },
    { keepKeys: ['pincode', 'device_token', /_token_count$/, /^access_/] },
  ])('%o is valid', (options) => {
    expect(faults(options)).toEqual([]);
  });

  it.each([
    [{ excludeKeys: 'password' }, 'must be an array of keys'],
    [{ excludeKeys: [''] }, 'must hold only keys'],
    [{ excludeKeys: ['-_.'] }, 'must hold only keys'],
    [{ excludeKeys: [1] }, 'must hold only keys'],
    [{ removeKeys: [null] }, 'must hold only keys'],
    [{ removeKeys: ['_id'] }, 'must not match _id or created_time'],
    [{ removeKeys: ['Created_Time'] }, 'must not match _id or created_time'],
    [{ keepKeys: ['password'] }, 'must not match password, token, access, refresh: these are always masked'],
    [{ keepKeys: ['To-Ken'] }, 'must not match password, token, access, refresh'],
    [{ keepKeys: ['user[access]'] }, 'must not match password, token, access, refresh'],
    [{ keepKeys: [/fresh/] }, 'must not match password, token, access, refresh'],
    [{ keepKeys: [/./g] }, 'must not match password, token, access, refresh'],
    [{ keepKeys: [''] }, 'must hold only keys'],
    [{ keepKeys: 'pin' }, 'must be an array of keys'],
    [{ removeKeys: [/time/] }, 'must not match _id or created_time'],
    [{ removeKeys: [/_id$/g] }, 'must not match _id or created_time'],
  ])('%o is refused: %s', (options, message) => {
    expect(faults(options).some((fault) => fault.includes(message))).toBe(true);
  });

  it.each([
    { excludeKeys: [/^(a+)+$/] },
    { excludeKeys: [/^(a+)+$/gi] },
    { removeKeys: [/^(\w+\s?)*$/] },
    { keepKeys: [/^(\w+\s?)*$/] },
    { excludeKeys: [/^(key|key)+$/] },
  ])('%o is refused: a key would hold the process up', (options) => {
    expect(faults(options)).toContainEqual(expect.stringContaining('must not hold a pattern that takes longer'));
  });
});
