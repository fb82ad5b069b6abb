import type { Server } from 'node:http';
import { mongo } from 'mongoose';
import { ORDER } from '../payloads.js';
import type { Mode, Setting } from '../mode.js';

// The driver of mongoose: the library's sequence is made for it alone.
const { BSON, MongoClient, ObjectId } = mongo;

const BATCH = 50;
/** Where the id of a document that begins with it has its bytes: behind length, type and the name `_id`. */
const ID_AT = 4 + 1 + 4;
const ID_BYTES = 12;

interface Sequences {
  SEQUENCE_HEAD: number;
  documentSequence(section: Buffer): object;
}

let db: mongo.Db;
let sequences: Sequences;
let section: Buffer;
let waiting = 0;
let running: Promise<unknown> = Promise.resolve();
let recorded = 0;

/** About what `POST /orders` leaves in the collection: 4 kB of BSON with two nested bodies. */
const DOCUMENT = BSON.serialize({
  _id: new ObjectId(),
  user_id: 1,
  url_name: 'create',
  namespace: 'ShopController',
  route: '/orders',
  url_path: '/orders',
  api: 'http://shop.example/orders',
  method: 'POST',
  headers: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`x-header-${index}`, 'a value of a header'])),
  body: { ...ORDER, lines: ORDER.lines.slice(0, 2) },
  response: ORDER,
  status_code: 201,
  created_time: new Date(),
  execution_time: 0.001,
  client_ip_address: '127.0.0.1',
  country: null,
  outcome: 'completed',
  trace_id: null,
});

/** Copies a document that was made before, and sends fifty at a time. */
function record(): void {
  const start = sequences.SEQUENCE_HEAD + waiting * DOCUMENT.length;
  section.set(DOCUMENT, start);
  section.set(new ObjectId().id, start + ID_AT);
  if (++waiting >= BATCH) void flush();
}

async function flush(): Promise<void> {
  if (waiting > 0) {
    const written = section.subarray(0, sequences.SEQUENCE_HEAD + waiting * DOCUMENT.length);
    const documents = sequences.documentSequence(written);
    section = room();
    recorded += waiting;
    waiting = 0;
    running = Promise.all([running, db.command({ insert: 'floor', ordered: false, documents })]);
  }
  await running;
}

const room = () => Buffer.allocUnsafeSlow(sequences.SEQUENCE_HEAD + BATCH * (DOCUMENT.length + ID_BYTES));

/** Bytes that any logger with MongoDB must send; nothing captured, read, masked or encoded. */
export async function floor({ uri, dbName }: Setting): Promise<Mode> {
  const file = new URL('storage/mongo/bson/document-sequence.js', import.meta.resolve('nestjs-activity-tracker')).href;
  sequences = (await import(file)) as Sequences;
  section = room();
  db = (await new MongoClient(uri, { maxPoolSize: 5 }).connect()).db(dbName);
  return {
    configure: (app) => void (app.getHttpServer() as Server).on('request', record),
    settle: flush,
    facts: () => ({ recorded }),
  };
}
