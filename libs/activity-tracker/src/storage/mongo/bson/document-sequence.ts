import { createRequire } from 'node:module';
import { mongo } from 'mongoose';
import type { Collection } from '../target.js';

/** The driver's form for documents that are BSON already (`OP_MSG`, section of kind 1). It uses it for `bulkWrite()` of a client, and exports it nowhere. */
export interface DocumentSequence {
  push(document: object, bytes: Uint8Array): number;
  toBin(): Uint8Array;
}

type DocumentSequenceClass = new (field: string) => DocumentSequence;

const FIELD = 'documents';

/** An empty sequence that this collection's client takes for an insert; `undefined` where documents have to do. */
export function documentSequenceFor({ db }: Collection): DocumentSequence | undefined {
  if (!Sequence || !(db instanceof mongo.Db) || looksAtCommands(db.client)) return undefined;
  const sequence = new Sequence(FIELD);
  // Whoever instruments the driver may walk through the command.
  Object.defineProperty(sequence, 'chunks', { enumerable: false });
  return sequence;
}

/** Encryption and monitoring want documents that they can read. */
function looksAtCommands(client: mongo.MongoClient | undefined): boolean {
  const options = client?.options;
  return !options || options.monitorCommands || options.autoEncryption !== undefined;
}

const Sequence = classOfDriver();

/** That of the driver on which mongoose runs, where it does what is needed. */
function classOfDriver(): DocumentSequenceClass | undefined {
  try {
    const here = createRequire(import.meta.url);
    const commands = createRequire(here.resolve('mongoose'))('mongodb/lib/cmap/commands.js') as {
      DocumentSequence?: DocumentSequenceClass;
    };
    return commands.DocumentSequence && isAsExpected(commands.DocumentSequence) ? commands.DocumentSequence : undefined;
  } catch {
    return undefined;
  }
}

function isAsExpected(Candidate: DocumentSequenceClass): boolean {
  const sequence = new Candidate(FIELD);
  const document = mongo.BSON.serialize({ a: 1 });
  sequence.push({}, document);
  const head = Buffer.alloc(5, 1);
  head.writeInt32LE(4 + FIELD.length + 1 + document.length, 1);
  return Buffer.concat([head, Buffer.from(`${FIELD}\0`), document]).equals(sequence.toBin());
}
