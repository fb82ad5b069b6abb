import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type { InsertOutcome } from '../activity-store.js';

/** What became of one command: each record's fate; or one record spoiled it for all, and halves must be tried. */
export type Verdict = InsertOutcome | 'split';

const DUPLICATE_KEY = 11_000;

/** The server says of one document: bad value, too deep, invalid BSON, bad `_id`, refused by the validator, too large. */
const DOCUMENT_FAULTS = new Set([2, 15, 22, 52, 53, 57, 121, 171, 10_334, 17_280, 17_419, 17_420]);

/** Document faults that the server may find while it reads the command, and then refuses the command as a whole. */
const COMMAND_SPOILING_FAULTS = new Set([15, 22, 10_334]);

/** No rights, no space, no primary, no time, no such shard version: of the store, whichever document it was said of. */
const STORE_FAULTS = new Set([
  6, 7, 13, 18, 50, 63, 64, 89, 91, 100, 112, 133, 134, 150, 189, 262, 317, 358, 9_001, 10_058, 10_107, 11_600, 11_602,
  13_388, 13_435, 13_436, 14_031,
]);

/** The part of a driver's write error that is read here; by shape, since a host's driver may be another copy. */
interface WriteError {
  code: number;
  index: number;
  errmsg?: string;
}

interface BulkWriteError {
  code?: number;
  writeErrors: WriteError[] | WriteError;
  result?: { getWriteConcernError?(): unknown };
}

/**
 * Reads a failed unordered insert.
 * @throws the error itself where it says nothing final about single records: network, timeout, rights, no primary, a
 *   write concern that was not met.
 */
export function verdictOf(error: unknown, records: readonly ActivityLog[]): Verdict {
  const writeErrors = writeErrorsOf(error);
  if (writeErrors.length > 0) return settle(error, writeErrors, records);
  if (!spoiledByOneRecord(error, records)) throw error;
  const [record] = records;
  if (records.length > 1 || !record) return 'split';
  if (isServerFault(error) || refusesBson(record))
    return rejected(record, error instanceof Error ? error.message : String(error));
  throw error;
}

function settle(error: unknown, writeErrors: WriteError[], records: readonly ActivityLog[]): InsertOutcome {
  if ((error as BulkWriteError).result?.getWriteConcernError?.()) throw error;
  if (writeErrors.some(({ code }) => STORE_FAULTS.has(code))) throw error;
  const outcome: InsertOutcome = { stored: records.length - writeErrors.length, duplicates: 0, rejected: [] };
  const unknown: WriteError[] = [];
  for (const writeError of writeErrors) {
    const record = records[writeError.index];
    if (!record) throw error;
    if (isDuplicate(writeError)) outcome.duplicates++;
    else outcome.rejected.push({ record, reason: reasonOf(writeError) });
    if (writeError.code !== DUPLICATE_KEY && !DOCUMENT_FAULTS.has(writeError.code)) unknown.push(writeError);
  }
  // A code not listed above is the document's own where others of the batch went through, the store's where none did.
  if (unknown.length > 0 && outcome.stored + outcome.duplicates === 0) throw error;
  return outcome;
}

function writeErrorsOf(error: unknown): WriteError[] {
  if (typeof error !== 'object' || error === null || !('writeErrors' in error)) return [];
  const { writeErrors } = error as BulkWriteError;
  return Array.isArray(writeErrors) ? writeErrors : [writeErrors];
}

/** Only a clash on `_id` means stored before; on another unique index the record is new and refused. */
function isDuplicate({ code, errmsg = '' }: WriteError): boolean {
  if (code !== DUPLICATE_KEY) return false;
  const index = /\bindex: (\S+)/.exec(errmsg)?.[1];
  // A clustered collection has no index on _id to name.
  return index === undefined ? /dup key: \{ _id: /.test(errmsg) : /^(.*\$)?_id_$/.test(index);
}

const reasonOf = ({ code, errmsg }: WriteError): string => `MongoDB error ${code}${errmsg ? `: ${errmsg}` : ''}`;

const rejected = (record: ActivityLog, reason: string): InsertOutcome => ({
  stored: 0,
  duplicates: 0,
  rejected: [{ record, reason }],
});

function spoiledByOneRecord(error: unknown, records: readonly ActivityLog[]): boolean {
  if (isServerFault(error)) return true;
  // What the driver throws before it sends anything; its own errors are called Mongo..., those of BSON are not.
  const name = error instanceof Error ? error.name : '';
  if (name.startsWith('Mongo')) return name === 'MongoInvalidArgumentError';
  return (
    name.startsWith('BSON') ||
    error instanceof RangeError ||
    error instanceof TypeError ||
    // A value's own toBSON() may throw anything.
    records.some(refusesBson)
  );
}

const isServerFault = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && COMMAND_SPOILING_FAULTS.has(Number((error as BulkWriteError).code));

/** The largest document that MongoDB takes, bytes. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Proof that it is the record and not the driver: it cannot be made into a document at all. */
function refusesBson(record: ActivityLog): boolean {
  try {
    return mongo.BSON.serialize(record, { ignoreUndefined: true }).length >= MAX_DOCUMENT_BYTES;
  } catch {
    return true;
  }
}
