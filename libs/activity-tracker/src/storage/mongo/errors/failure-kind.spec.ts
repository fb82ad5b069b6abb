import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { activity } from '../../port/example-activity.fixture.js';
import { StoreMisconfiguredError, StoreUnavailableError } from '../../port/store-errors.js';
import { DeadlineExceededError } from '../../../common/deadline.js';
import { isRefusal } from './error-codes.js';
import { failureKindOf } from './failure-kind.js';
import { asStoreError } from './store-error.js';
import { BestEffortMarks } from '../rollups/coverage/best-effort-marks.js';
import type { MinuteMarks } from '../rollups/coverage/marks.js';
import type { RollupCollections } from '../rollups/rollup-collections.js';

const refused = (code: number, errmsg = 'no') => new mongo.MongoServerError({ code, errmsg });

const FAILURES: [title: string, error: Error, kind: ReturnType<typeof failureKindOf>][] = [
  ['a missing right', refused(13), 'denied'],
  ['a missing right behind our error', new StoreUnavailableError('x', { cause: refused(13) }), 'denied'],
  ['a view', refused(166), 'unfit'],
  ['a validator', refused(121), 'unfit'],
  ['a time series', refused(72), 'unfit'],
  ['a dropped connection', new mongo.MongoNetworkError('connection 7 to 127.0.0.1:27017 closed'), 'other'],
  ['a timeout of the network', new mongo.MongoNetworkTimeoutError('timed out'), 'other'],
  ['no answer in time', new DeadlineExceededError(1_500), 'other'],
  ['a server that steps down', refused(10_107, 'not primary'), 'other'],
  ['a full disk', refused(14_031), 'other'],
  ['a driver without a code', new Error('x'), 'other'],
];

describe('remedies for a failed write', () => {
  it.each(FAILURES)('%s', (_, error, kind) => expect(failureKindOf(error)).toBe(kind));

  it.each(FAILURES)('of the marks, in the log: %s', async (_, error, kind) => {
    const warnings: string[] = [];
    const marks = new BestEffortMarks({
      marks: { before: () => Promise.reject(error) } as unknown as MinuteMarks,
      collectionName: 'logs',
      deadlineMs: 5_000,
      clock: () => 0,
      warn: (message) => warnings.push(message),
      invalidate: async () => {},
    });
    const { marking } = await marks.before([activity()], {} as RollupCollections, {});
    await marks.stored(marking);
    const advice = {
      denied: 'Grant readWrite',
      unfit: 'Make it a plain collection',
      other: 'check the server and the connection',
    };
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('"logs_rollup_marks"');
    for (const [each, text] of Object.entries(advice))
      expect([each, warnings[0]!.includes(text)]).toEqual([each, each === kind]);
  });
});

it.each<[string, unknown, boolean]>([
  ['a view', refused(166), true],
  ['a missing right', refused(13), true],
  ['a code of other engines', refused(40_324), true],
  ['a query that took too long', refused(50), false],
  ['a server that steps down', refused(10_107), false],
  ['a full disk', refused(14_031), false],
  ['a dropped connection', new mongo.MongoNetworkError('closed'), false],
  ['no error', undefined, false],
])('%s, asked whether the server refused for good', (_, error, expected) => expect(isRefusal(error)).toBe(expected));

it.each<[string, number, string, string]>([
  [
    'a staleness',
    160,
    'maxStalenessSeconds value can not be less than 90',
    'Remove maxStalenessSeconds from mongo.uri',
  ],
  ['w next to a single server', 2, "cannot use 'w' > 1 when a host is not replicated", 'Remove w, or set w=majority.'],
  ['w of more servers than there are', 100, 'Not enough data-bearing nodes', 'Remove w, or set w=majority.'],
  ['w of an unknown name', 79, 'No write concern mode named x', 'Remove w, or set w=majority.'],
])('%s that cannot be had is a setting to correct, and no outage', (_, code, errmsg, remedy) => {
  const told = asStoreError(refused(code, errmsg), 'writing', { collectionName: 'log' });
  expect(told).toBeInstanceOf(StoreMisconfiguredError);
  expect(told.message).toContain(remedy);
});
