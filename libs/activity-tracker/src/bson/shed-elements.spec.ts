import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { type ActivityLog } from '../record/activity-log.js';
import { EncodedDocument } from './encoded-part.js';
import { pressureMarker, shedBodies } from './shed-bodies.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { EncodedRecord, encoded } from './encoded-record.js';

const { BSON, Binary, Decimal128, Long, Timestamp } = mongo;
const LARGE = { text: 'x'.repeat(500) };
const LARGE_BYTES = BSON.serialize(LARGE).length;
const MARKER = { omitted: 'pressure', type: null, size: LARGE_BYTES };

const shedOf = (record: ActivityLog, format: 'document' | 'text' = 'document') => {
  const waiting = encoded(record) as EncodedRecord;
  const before = waiting.byteLength;
  const isShed = waiting.shed(pressureMarker(format));
  return { isShed, record: waiting.toBSON(), saved: before - waiting.byteLength };
};

describe('shedding the bodies of an encoded record', () => {
  it('replaces bodies by markers, and keeps all other bytes', () => {
    const record = activity({ body: LARGE, response: LARGE, company_id: 13, note: 'after' });
    const shed = shedOf(record);
    expect(shed.isShed).toBe(true);
    expect(shed.record).toEqual({ ...record, body: MARKER, response: MARKER });
    expect(Object.keys(shed.record)).toEqual(Object.keys(record));
    expect(shed.saved).toBeGreaterThan(800);
  });

  it('retains no more memory than its length', () => {
    const waiting = encoded(activity({ body: LARGE })) as EncodedRecord;
    waiting.shed(pressureMarker('document'));
    expect(waiting.bytes.buffer.byteLength).toBe(waiting.byteLength);
  });

  it('gives the same result as for a plain record', () => {
    const record = activity({ body: new EncodedDocument(BSON.serialize(LARGE), false), response: { ok: true } });
    expect(shedOf(record).record).toEqual(shedBodies(record, pressureMarker('document')));
  });

  it('writes markers as text if storage.bodyFormat is text', () => {
    const body = JSON.stringify(LARGE);
    expect(JSON.parse(shedOf(activity({ body }), 'text').record.body as string)).toMatchObject({ omitted: 'pressure' });
  });

  it.each([
    ['no body', { body: null, response: null }],
    ['small bodies', { body: { a: 1 }, response: 'ok' }],
  ])('changes nothing for a record with %s', (_, fields) => {
    const record = activity(fields);
    expect(shedOf(record)).toEqual({ isShed: false, record, saved: 0 });
  });

  it('keeps nested fields named body', () => {
    const record = activity({ headers: { body: 'x'.repeat(500) }, body: LARGE });
    expect(shedOf(record).record).toEqual({ ...record, body: MARKER });
  });

  it.each<[string, unknown]>([
    ['a double', 0.5],
    ['a long', Long.fromString('9007199254740993')],
    ['a decimal', Decimal128.fromString('1.5')],
    ['a timestamp', new Timestamp({ t: 1, i: 2 })],
    ['binary data', new Binary(Buffer.from('abc'))],
    ['a list', [1, 'two', { three: 3 }]],
  ])('skips %s', (_, value) => {
    const record = activity({ claim: value, body: LARGE, later: value });
    expect(BSON.serialize(shedOf(record).record)).toEqual(
      BSON.serialize(BSON.deserialize(BSON.serialize({ ...record, body: MARKER }))),
    );
  });

  it('leaves a record with an element of an unknown type unchanged', () => {
    expect(shedOf(activity({ claim: /x/, body: LARGE })).isShed).toBe(false);
  });
});
