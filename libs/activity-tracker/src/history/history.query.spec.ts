import type { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AdminHistoryQuery, checkedParameters, UserHistoryQuery } from './history.query.js';

const LIMIT = 'limit must be a whole number, 1 or more, got';
const OFFSET = 'offset must be a whole number, 0 or more, got';
const DATE = 'must be a date such as 2024-05-31, or an instant with its zone such as 2024-05-31T08:30:00Z, got';

describe('checkedParameters', () => {
  function expectTaken(given: Record<string, unknown>, taken: Partial<AdminHistoryQuery>): void {
    const query = checkedParameters(AdminHistoryQuery, given);
    expect(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))).toEqual(taken);
  }

  it.each<[string, Record<string, unknown>, Partial<AdminHistoryQuery>]>([
    ['nothing', {}, {}],
    ['a limit', { limit: '5' }, { limit: 5 }],
    ['a limit beyond any maximum', { limit: '1000000000' }, { limit: 1_000_000_000 }],
    ['an empty limit as none', { limit: '' }, {}],
    ['a limit as a number', { limit: 5 }, { limit: 5 }],
    ['offset 0', { offset: '0' }, { offset: 0 }],
    ['the largest offset', { offset: '10000' }, { offset: 10_000 }],
    ['an empty offset as none', { offset: '' }, {}],
    ['an empty cursor as a start', { cursor: '' }, { cursor: '' }],
    ['an empty cursor next to an empty offset', { cursor: '', offset: '' }, { cursor: '' }],
    ['a user id', { user_id: '7' }, { user_id: '7' }],
    ['user id 0', { user_id: '0' }, { user_id: '0' }],
    ['a user id as a number', { user_id: 0 }, { user_id: '0' }],
    ['an empty user id as none', { user_id: '' }, {}],
    ['a handler', { url_name: 'OrdersController.list' }, { url_name: 'OrdersController.list' }],
    ['an empty handler as none', { url_name: '' }, {}],
    ['an empty date as none', { created_time_after: '', created_time_before: '' }, {}],
    ['a Date', { created_time_after: new Date(5) }, { created_time_after: new Date(5) }],
    [
      'one day from both ends',
      { created_time_after: '2024-05-31', created_time_before: '2024-05-31' },
      {
        created_time_after: new Date('2024-05-31T00:00:00Z'),
        created_time_before: new Date('2024-05-31T23:59:59.999Z'),
      },
    ],
    [
      'one instant from both ends',
      { created_time_after: '2024-05-31T08:30Z', created_time_before: '2024-05-31T08:30Z' },
      { created_time_after: new Date('2024-05-31T08:30:00Z'), created_time_before: new Date('2024-05-31T08:30:00Z') },
    ],
  ])('takes %s', (_case, given, taken) => expectTaken(given, taken));

  it.each<[string, keyof AdminHistoryQuery, string, string]>([
    ['a first date', 'created_time_after', '2024-05-31', '2024-05-31T00:00:00.000Z'],
    ['a last date, whole', 'created_time_before', '2024-05-31', '2024-05-31T23:59:59.999Z'],
    ['a leap day', 'created_time_after', '2024-02-29', '2024-02-29T00:00:00Z'],
    ['an instant', 'created_time_after', '2024-05-31T08:30:00Z', '2024-05-31T08:30:00Z'],
    ['an instant to the minute', 'created_time_before', '2024-05-31T08:30Z', '2024-05-31T08:30:00Z'],
    ['an instant to the microsecond', 'created_time_before', '2024-05-31T08:30:00.123456Z', '2024-05-31T08:30:00.123Z'],
    ['an instant with its zone', 'created_time_after', '2024-05-31T08:30:00+03:30', '2024-05-31T05:00:00Z'],
    ['an instant whose + became a space', 'created_time_after', '2024-05-31T08:30:00 03:30', '2024-05-31T05:00:00Z'],
  ])('takes %s', (_case, name, given, taken) => expectTaken({ [name]: given }, { [name]: new Date(taken) }));

  it.each<[Record<string, unknown>, string]>([
    [{ limit: '0' }, `${LIMIT} 0`],
    [{ limit: '-1' }, `${LIMIT} "-1"`],
    [{ limit: '2.5' }, `${LIMIT} "2.5"`],
    [{ limit: 'NaN' }, `${LIMIT} "NaN"`],
    [{ limit: 'Infinity' }, `${LIMIT} "Infinity"`],
    [{ limit: '1e9' }, `${LIMIT} "1e9"`],
    [{ limit: '0x10' }, `${LIMIT} "0x10"`],
    [{ limit: '10;x' }, `${LIMIT} "10;x"`],
    [{ limit: ' 5' }, `${LIMIT} " 5"`],
    [{ limit: '٣' }, `${LIMIT} "٣"`],
    [{ limit: 2.5 }, `${LIMIT} 2.5`],
    [{ limit: ['5'] }, `${LIMIT} ["5"]`],
    [{ limit: { $gt: 0 } }, `${LIMIT} {"$gt":0}`],
    [{ offset: '-1' }, `${OFFSET} "-1"`],
    [{ offset: 'x' }, `${OFFSET} "x"`],
    [
      { offset: '10001' },
      'offset must be at most 10000; to go further, page with cursor= in place of offset, got 10001',
    ],
    [
      { offset: '1000000000' },
      'offset must be at most 10000; to go further, page with cursor= in place of offset, got 1000000000',
    ],
    [{ cursor: '', offset: '0' }, 'cursor and offset exclude each other: use one of them'],
    [{ cursor: { $ne: '' } }, 'cursor must be empty, or the cursor of a link, got {"$ne":""}'],
    [{ user_id: { $ne: '7' } }, 'user_id must be a user id of at most 256 characters, got {"$ne":"7"}'],
    [{ user_id: ['7'] }, 'user_id must be a user id of at most 256 characters, got ["7"]'],
    [{ user_id: 'x'.repeat(10_240) }, `user_id must be a user id of at most 256 characters, got "${'x'.repeat(59)}…`],
    [
      { url_name: 'x'.repeat(257) },
      `url_name must be a handler such as list or OrdersController.list, of at most 256 characters, got "${'x'.repeat(59)}…`,
    ],
    [{ created_time_after: 'yesterday' }, `created_time_after ${DATE} "yesterday"`],
    [{ created_time_after: '2024-02-30' }, `created_time_after ${DATE} "2024-02-30"`],
    [{ created_time_after: '2023-02-29' }, `created_time_after ${DATE} "2023-02-29"`],
    [{ created_time_after: '2024-13-01' }, `created_time_after ${DATE} "2024-13-01"`],
    [{ created_time_before: '2024-02-30T10:00:00Z' }, `created_time_before ${DATE} "2024-02-30T10:00:00Z"`],
    [{ created_time_before: '2024-05-31T25:00:00Z' }, `created_time_before ${DATE} "2024-05-31T25:00:00Z"`],
    [{ created_time_before: '2024-05-31T08:30:00' }, `created_time_before ${DATE} "2024-05-31T08:30:00"`],
    [{ created_time_before: '2024-05-31T08:30:00+99:00' }, `created_time_before ${DATE} "2024-05-31T08:30:00+99:00"`],
    [{ created_time_before: '20240531' }, `created_time_before ${DATE} "20240531"`],
    [{ created_time_before: '2024-W22' }, `created_time_before ${DATE} "2024-W22"`],
    [{ created_time_before: '+275760-09-13' }, `created_time_before ${DATE} "+275760-09-13"`],
    [{ created_time_before: '1717144200' }, `created_time_before ${DATE} "1717144200"`],
    [{ created_time_before: 'Infinity' }, `created_time_before ${DATE} "Infinity"`],
    [{ created_time_after: new Date(Number.NaN) }, `created_time_after ${DATE} null`],
    [
      { created_time_after: '2024-06-01', created_time_before: '2024-05-31' },
      'created_time_after must not be later than created_time_before',
    ],
    [
      { created_time_after: '2024-05-31T10:00:00.001Z', created_time_before: '2024-05-31T10:00:00Z' },
      'created_time_after must not be later than created_time_before',
    ],
    [{ sort: 'headers' }, 'sort is not a parameter here'],
    [{ $where: '1' }, '$where is not a parameter here'],
    [{ sort: '' }, 'sort is not a parameter here'],
  ])('refuses %j', (given, message) => {
    expect(messagesFor(AdminHistoryQuery, given)).toEqual([message]);
  });

  it.each([['user_id'], ['url_name']])('knows no %s in the user history', (name) => {
    expect(messagesFor(UserHistoryQuery, { [name]: '7' })).toEqual([`${name} is not a parameter here`]);
  });

  it('names every parameter in the wrong', () => {
    expect(messagesFor(UserHistoryQuery, { limit: 'x', offset: 'y' })).toEqual([`${OFFSET} "y"`, `${LIMIT} "x"`]);
  });
});

function messagesFor(Query: new () => UserHistoryQuery, given: object): unknown {
  try {
    checkedParameters(Query, given);
  } catch (error) {
    return ((error as BadRequestException).getResponse() as { message: unknown }).message;
  }
  return undefined;
}
