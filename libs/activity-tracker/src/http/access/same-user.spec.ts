import { describe, expect, it } from 'vitest';
import { ofUser } from './same-user.js';

describe('ofUser', () => {
  it.each<[string | number, (string | number)[]]>([
    [7, [7, '7']],
    ['7', [7, '7']],
    [0, [0, '0']],
    ['0', [0, '0']],
    [-3, [-3, '-3']],
    ['007', ['007']],
    ['1e3', ['1e3']],
    ['7.5', ['7.5']],
    [' 7', [' 7']],
    ['9007199254740993', ['9007199254740993']],
    ['NaN', ['NaN']],
    ['ada', ['ada']],
    ['66599b8afc13ae1a2b3c4d5e', ['66599b8afc13ae1a2b3c4d5e']],
  ])('finds %j as %j', (userId, forms) => {
    expect(ofUser(userId)).toEqual({ user_id: { $in: forms } });
  });

  it.each([[undefined], [null], [''], [Number.NaN], [7.5], [{ $ne: 7 }], [[7]]])(
    'rejects %j as a user id',
    (userId) => {
      expect(() => ofUser(userId as never)).toThrow(/^userId must be a non-empty string or a safe integer/);
    },
  );
});
