import { describe, expect, it } from 'vitest';
import { activity } from '../../port/example-activity.fixture.js';
import { type InsertReply, outcomeOf, verdictOf } from './insert-outcome.js';

const [first, second, third] = [activity(), activity(), activity()];
const batch = [first, second, third];

interface Fault {
  code: number;
  index: number;
  errmsg?: string;
}

const reply = (writeErrors: Fault[], writeConcernError?: InsertReply['writeConcernError']): InsertReply => ({
  writeErrors,
  ...(writeConcernError && { writeConcernError }),
});
const named = (name: string, code?: number): Error => Object.assign(new Error(name), { name, ...(code && { code }) });
const clash = (index: number, keys: string): Fault => ({
  code: 11_000,
  index,
  errmsg: `E11000 duplicate key error collection: logs.activity_logs ${keys}`,
});

describe('outcomeOf', () => {
  it.each([
    ['the index on _id', 'index: _id_ dup key: { _id: 1 }'],
    ['the index on _id, by its full name', 'index: logs.activity_logs.$_id_ dup key: { _id: 1 }'],
    ['the _id of a clustered collection', 'dup key: { _id: 1 }'],
  ])('takes a clash on %s for stored before', (_what, keys) => {
    expect(outcomeOf(reply([clash(1, keys)]), batch)).toEqual({ stored: 2, duplicates: 1, rejected: [] });
  });

  it.each([
    ['a unique index', 'index: trace_id_1 dup key: { trace_id: "x" }'],
    ['a unique index that begins with _id', 'index: _id_1_user_id_1 dup key: { _id: 1, user_id: 7 }'],
    ['a unique index named to look alike', 'index: my_id_ dup key: { trace_id: "x" }'],
    ['something unnamed', 'dup key: { trace_id: "_id_" }'],
  ])('rejects a clash on %s', (_what, keys) => {
    expect(outcomeOf(reply([clash(1, keys)]), batch)).toMatchObject({
      stored: 2,
      duplicates: 0,
      rejected: [{ record: second, reason: expect.stringContaining('11000') }],
    });
  });

  it.each([2, 15, 22, 52, 53, 121, 10_334])('rejects a document refused with %i, also a batch of them', (code) => {
    const faults = [0, 1, 2].map((index) => ({ code, index, errmsg: 'no' }));
    expect(outcomeOf(reply(faults), batch)).toEqual({
      stored: 0,
      duplicates: 0,
      rejected: batch.map((record) => ({ record, reason: `MongoDB error ${code}: no` })),
    });
  });

  it.each<[number, string, string]>([
    [
      11_000,
      'E11000 duplicate key error collection: logs.activity_logs index: order_1 dup key: { order: "s3cret" }',
      'MongoDB error 11000: duplicate key in the unique index "order_1"',
    ],
    [121, 'Document failed validation', 'MongoDB error 121: Document failed validation'],
    [16_755, 'Can\'t extract geo keys: { _id: 1, place: "s3cret" }', 'MongoDB error 16755: Can …'],
    [17_262, 'language override unsupported: s3cret', 'MongoDB error 17262: language override unsupported'],
    [
      17_280,
      'key too large to index, failing logs.$x 1025 { : "s3cret" }',
      'MongoDB error 17280: key too large to index, failing logs.$x 1025 …',
    ],
    [2, 'unexpected "s3cret"', 'MongoDB error 2: unexpected …'],
  ])('quotes no value of the document that was refused with %i', (code, errmsg, reason) => {
    expect(outcomeOf(reply([{ code, errmsg, index: 1 }]), batch)).toMatchObject({ stored: 2, rejected: [{ reason }] });
    let said: unknown;
    try {
      said = outcomeOf(reply([0, 1, 2].map((index) => ({ code, errmsg, index }))), batch).rejected;
    } catch (error) {
      said = (error as Error).message;
    }
    expect(JSON.stringify(said)).toContain(`MongoDB error ${code}`);
    expect(JSON.stringify(said)).not.toContain('s3cret');
  });

  it('tells the fates of one batch apart', () => {
    const faults = [clash(0, 'index: _id_ dup key: { _id: 1 }'), { code: 121, index: 2 }];
    expect(outcomeOf(reply(faults), batch)).toEqual({
      stored: 1,
      duplicates: 1,
      rejected: [{ record: third, reason: 'MongoDB error 121' }],
    });
  });

  it.each([13, 18, 14_031, 10_107, 91, 189, 50])('does not blame a document for code %i', (code) => {
    const fault = reply([{ code, index: 1, errmsg: 'no' }]);
    expect(() => outcomeOf(fault, batch)).toThrow(expect.objectContaining({ code, message: 'no' }));
  });

  it('blames a document for an unknown code only if others succeeded', () => {
    expect(outcomeOf(reply([{ code: 77_777, index: 1 }]), batch)).toMatchObject({
      stored: 2,
      rejected: [{ record: second }],
    });
    const everywhere = reply([0, 1, 2].map((index) => ({ code: 166, index })));
    expect(() => outcomeOf(everywhere, batch)).toThrow(expect.objectContaining({ code: 166 }));
  });

  it.each<[string, Fault[]]>([
    ['alone', []],
    ['next to a refused document', [{ code: 121, index: 0 }]],
  ])('takes nothing for stored where the write concern was not met, %s', (_what, faults) => {
    expect(() => outcomeOf(reply(faults, { code: 64, errmsg: 'waiting' }), batch)).toThrow(
      expect.objectContaining({ code: 64, message: 'waiting' }),
    );
  });

  it('takes all for stored where there is no complaint', () => {
    expect(outcomeOf({}, batch)).toEqual({ stored: 3, duplicates: 0, rejected: [] });
  });
});

describe('verdictOf', () => {
  it.each<[string, Error]>([
    ['a write concern the server does not know', named('MongoServerError', 2)],
    ['a lost connection', named('MongoNetworkError')],
    ['no server', named('MongoServerSelectionError')],
    ['no primary', named('MongoServerError', 10_107)],
    ['no rights', named('MongoServerError', 13)],
    ['a deadline', named('DeadlineExceededError')],
    ['a closed client', named('MongoNotConnectedError')],
    ['something that is no error', 'odd' as unknown as Error],
  ])('says nothing final after %s', (_what, error) => {
    let thrown: unknown;
    try {
      verdictOf(error, batch);
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(error);
  });

  it.each<[string, Error]>([
    ['BSON', named('BSONError')],
    ['another BSON version', named('BSONVersionError')],
    ['size', named('MongoInvalidArgumentError')],
    ['depth', new RangeError('Maximum call stack size exceeded')],
    ['depth on the server', named('MongoServerError', 15)],
  ])('splits a batch that was refused as a whole for reasons of %s', (_what, error) => {
    expect(verdictOf(error, batch)).toBe('split');
  });

  it('rejects a single record that cannot be made into a document', () => {
    const record = activity({ body: { _bsontype: 'ObjectId' } });
    expect(verdictOf(named('BSONVersionError'), [record])).toMatchObject({ rejected: [{ record }] });
  });

  it.each([['an error', new Error('a toBSON of the host')], ['a text', 'odd']])(
    'splits a batch, and rejects the record, whose own toBSON() threw %s',
    (_what, thrown) => {
      const record = activity({ trace_id: { toBSON: () => { throw thrown; } } as never });
      expect(verdictOf(thrown, [first, record])).toBe('split');
      expect(verdictOf(thrown, [record])).toMatchObject({ rejected: [{ record, reason: expect.any(String) }] });
    },
  ); // prettier-ignore

  it('rejects a single record above 16 MiB', () => {
    const record = activity({ body: 'x'.repeat(16 * 1024 * 1024) });
    expect(verdictOf(named('MongoInvalidArgumentError'), [record])).toMatchObject({ rejected: [{ record }] });
  });

  it('keeps a single record that is sound: then the fault is the driver’s', () => {
    const error = new TypeError('undefined is not a function');
    expect(() => verdictOf(error, [first])).toThrow(error);
  });
});
