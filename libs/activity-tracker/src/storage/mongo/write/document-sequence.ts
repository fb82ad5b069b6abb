import { createRequire } from 'node:module';
import { mongo } from 'mongoose';
import { ownRequire } from '../../../package/package-folder.js';
import type { Collection } from '../connection/collection-target.js';

/** The driver's type for documents that are BSON already (`OP_MSG`, section kind 1); it is not exported. */
interface DocumentSequence {
  push(document: object, bytes: Uint8Array): number;
  toBin(): Uint8Array;
}

type DocumentSequenceClass = new (field: string) => DocumentSequence;

const FIELD = 'documents';
const KIND = 1;

/** Bytes reserved before the documents: the section's kind, its length and its field name. */
export const SEQUENCE_HEAD = 1 + 4 + FIELD.length + 1;

export function takesSequences({ db }: Collection): boolean {
  return WrittenSequence !== undefined && db instanceof mongo.Db && !looksAtCommands(db.client);
}

/** @param section reserved head, followed by the documents */
export function documentSequence(section: Buffer): object {
  section[0] = KIND;
  section.writeInt32LE(section.length - 1, 1);
  section.write(`${FIELD}\0`, 1 + 4);
  return new WrittenSequence!(section);
}

/** Encryption and command monitoring read the documents. */
function looksAtCommands(client: mongo.MongoClient | undefined): boolean {
  const options = client?.options;
  return !options || options.monitorCommands || options.autoEncryption !== undefined;
}

const WrittenSequence = classOfDriver();

/** The class from mongoose's copy of the driver, if its shape is as expected; it avoids a copy of the documents. */
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
      // Private: instrumentation of the driver may traverse the command.
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
