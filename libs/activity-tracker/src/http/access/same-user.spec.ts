import { mongo, Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { ofUser } from './same-user.js';

describe('ofUser', () => {
  it.each<[string | number, unknown[]]>([
    [7, [7, '7']],
    ['7', [7, '7']],
    [0, [0, '0']],
    ['0', [0, '0']],
    [-3, [-3, '-3']],
    ['007', ['007']],
    ['1e3', ['1e3']],
    ['7.5', ['7.5']],
    [' 7', [' 7']],
    ['9007199254740993', ['9007199254740993', mongo.Long.fromString('9007199254740993')]],
    ['NaN', ['NaN']],
    ['ada', ['ada']],
    ['66599b8afc13ae1a2b3c4d5e', ['66599b8afc13ae1a2b3c4d5e', new Types.ObjectId('66599b8afc13ae1a2b3c4d5e')]],
    ['99999999999999999999', ['99999999999999999999']],
    ['9223372036854775808', ['9223372036854775808']],
    ['66599B8AFC13AE1A2B3C4D5E', ['66599B8AFC13AE1A2B3C4D5E']],
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
