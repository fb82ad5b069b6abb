import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { EncodedDocument } from './encoded-part.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { EncodedRecord, encoded } from './encoded-record.js';

describe('an encoded record', () => {
  it('is BSON, and decodes to the record', () => {
    const record = activity({ url_name: 'ü', body: { list: [1, { a: null }] } });
    const waiting = encoded(record) as EncodedRecord;
    expect(waiting).toBeInstanceOf(EncodedRecord);
    expect([waiting._id, waiting.created_time]).toEqual([record._id, record.created_time]);
    expect(waiting.toBSON()).toEqual(record);
    expect(waiting.byteLength).toBe(mongo.BSON.serialize(record).length);
  });

  it('contains parts that were encoded before', () => {
    const part = new EncodedDocument(mongo.BSON.serialize({ a: [1, 2] }), false);
    expect((encoded(activity({ body: part })) as EncodedRecord).toBSON().body).toEqual({ a: [1, 2] });
  });

  it('is unchanged by other records of any number and size', () => {
    const records = Array.from({ length: 500 }, (_, index) => activity({ body: 'x'.repeat(index * 100) }));
    const waiting = records.map((record) => encoded(record) as EncodedRecord);
    expect(waiting.map((record) => record.toBSON())).toEqual(records);
  });

  it('throws if read after release, and can be released once', () => {
    const [gone, waiting] = [activity({ body: 'a' }), activity({ body: 'b' })].map(
      (record) => encoded(record) as EncodedRecord,
    );
    gone!.release();
    gone!.release();
    expect(() => gone!.toBSON()).toThrow('after it was released');
    expect(waiting!.toBSON().body).toBe('b');
  });

  it('is the plain record if encoding fails, so that the insert reports the error', () => {
    const record = activity({ body: { 'a\0': 1 } });
    expect(encoded(record)).toBe(record);
  });
});
