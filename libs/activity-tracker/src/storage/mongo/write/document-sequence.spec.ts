import { createConnection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { activity } from '../../port/example-activity.fixture.js';
import { documentSequence, takesSequences } from './document-sequence.js';
import { sendInsert } from './insert-command.js';
import { encoded } from '../../../bson/encoded-record.js';

const CONCERN = { w: 1, wtimeoutMS: 1_000 };

describeWithMongo('records sent as a sequence of documents', (uri) => {
  const dbName = `document_sequence_${process.pid}`;
  const plain = createConnection(uri, { dbName });
  const monitored = createConnection(uri, { dbName, monitorCommands: true });

  beforeAll(() => Promise.all([plain.asPromise(), monitored.asPromise()]));
  afterAll(async () => {
    await plain.dropDatabase();
    await Promise.all([plain.close(), monitored.close()]);
  });

  it('are what the driver of this mongoose takes', async () => {
    const collection = plain.db!.collection('sequence');
    expect(takesSequences(collection)).toBe(true);
    const records = [activity({ url_name: 'ü' }), activity({ body: { list: [1, { a: null }] } })];
    expect(await sendInsert(collection, records, CONCERN)).toMatchObject({ n: 2, ok: 1 });
    expect(await collection.find({}, { sort: { _id: 1 } }).toArray()).toEqual(records);
  });

  it('go as documents where a monitor of the host reads commands', async () => {
    const collection = monitored.db!.collection('monitored');
    expect(takesSequences(collection)).toBe(false);
    const seen: unknown[] = [];
    monitored.getClient().on('commandStarted', ({ command }) => seen.push(command.documents));
    const record = activity();
    await sendInsert(collection, [record], CONCERN);
    expect(seen).toEqual([[record]]);
  });

  it.each([
    ['as a sequence', plain],
    ['as documents', monitored],
  ])('may have been prepared before, and go %s', async (how, connection) => {
    const collection = connection.db!.collection(`prepared ${how}`);
    const records = [activity({ url_name: 'ü' }), activity({ body: { 'a\0': 1 } }), activity({ body: [1] })];
    const [first, refused, last] = records.map((record) => encoded(record)) as typeof records;
    expect(await sendInsert(collection, [first!, last!], CONCERN)).toMatchObject({ n: 2, ok: 1 });
    expect(await collection.find({}, { sort: { _id: 1 } }).toArray()).toEqual([records[0], records[2]]);
    await expect(sendInsert(collection, [refused!], CONCERN)).rejects.toThrow('null bytes');
  });

  it('hold nothing that an instrument of the driver would walk through', () => {
    expect(JSON.stringify(documentSequence(Buffer.alloc(1_000))).length).toBeLessThan(500);
  });

  it('are not prepared again by an insert that fails', async () => {
    const collection = plain.db!.collection('failing');
    const record = activity();
    await expect(sendInsert(collection, [activity({ body: { 'a\0': 1 } })], CONCERN)).rejects.toThrow('null bytes');
    await expect(sendInsert(collection, [record, record], CONCERN)).resolves.toMatchObject({ n: 1 });
  });

  it('of two inserts at once do not mix', async () => {
    const collection = plain.db!.collection('parallel');
    const batches = Array.from({ length: 5 }, () => Array.from({ length: 20 }, () => activity()));
    await Promise.all(batches.map((records) => sendInsert(collection, records, CONCERN)));
    expect(await collection.countDocuments({ _id: { $in: batches.flat().map(({ _id }) => _id) } })).toBe(100);
  });
});

describe('a client that is not the driver of this mongoose', () => {
  it('gets documents', () => {
    expect(takesSequences({ db: {} } as never)).toBe(false);
  });
});
