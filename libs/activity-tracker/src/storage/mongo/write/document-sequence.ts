import { createRequire } from 'node:module';
import { mongo } from 'mongoose';
import { ownRequire } from '../../../package/package-folder.js';
import type { Collection } from '../connection/collection-target.js';

/** The driver's form for documents that are BSON already (`OP_MSG`, section of kind 1). It uses it for `bulkWrite()` of a client, and exports it nowhere. */
interface DocumentSequence {
  push(document: object, bytes: Uint8Array): number;
  toBin(): Uint8Array;
}

type DocumentSequenceClass = new (field: string) => DocumentSequence;

const FIELD = 'documents';
const KIND = 1;

/** Bytes to be left free before the documents: the sequence's kind, its length, and the field that it stands for. */
export const SEQUENCE_HEAD = 1 + 4 + FIELD.length + 1;

/** Whether this collection's client takes a {@link documentSequence} for an insert; if not, documents have to do. */
export function takesSequences({ db }: Collection): boolean {
  return WrittenSequence !== undefined && db instanceof mongo.Db && !looksAtCommands(db.client);
}

/** @param section room for the head, and behind it the documents */
export function documentSequence(section: Buffer): object {
  section[0] = KIND;
  section.writeInt32LE(section.length - 1, 1);
  section.write(`${FIELD}\0`, 1 + 4);
  return new WrittenSequence!(section);
}

/** Encryption and monitoring want documents that they can read. */
function looksAtCommands(client: mongo.MongoClient | undefined): boolean {
  const options = client?.options;
  return !options || options.monitorCommands || options.autoEncryption !== undefined;
}

const WrittenSequence = classOfDriver();

/** That of the driver on which mongoose runs, where it does what is needed; spared the copy that it would make. */
function classOfDriver(): (new (section: Buffer) => object) | undefined {
  try {
    const driver = createRequire(ownRequire().resolve('mongoose'));
    // The driver recognizes only the class of the same copy; a bundle may contain a second copy.
    const loaded = driver.cache[driver.resolve('mongodb')]?.exports as Partial<typeof mongo> | undefined;
    if (loaded?.Db !== mongo.Db) return undefined;
    const { DocumentSequence } = driver('mongodb/lib/cmap/commands.js') as {
      DocumentSequence?: DocumentSequenceClass;
    };
    if (!DocumentSequence) return undefined;
    class Written extends DocumentSequence {
      // Private: whoever instruments the driver may walk through the command.
      readonly #section: Buffer;

      constructor(section: Buffer) {
        super(FIELD);
        this.#section = section;
      }

      override toBin(): Buffer {
        return this.#section;
      }
    }
    return isAsExpected(DocumentSequence) ? Written : undefined;
  } catch {
    return undefined;
  }
}

function isAsExpected(Candidate: DocumentSequenceClass): boolean {
  const sequence = new Candidate(FIELD);
  const document = mongo.BSON.serialize({ a: 1 });
  sequence.push({}, document);
  const head = Buffer.alloc(5, KIND);
  head.writeInt32LE(4 + FIELD.length + 1 + document.length, 1);
  return Buffer.concat([head, Buffer.from(`${FIELD}\0`), document]).equals(sequence.toBin());
}
