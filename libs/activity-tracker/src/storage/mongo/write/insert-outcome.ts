import { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { InsertOutcome } from '../../port/activity-store.js';
import { DUPLICATE_KEY, STORE_FAULTS } from '../errors/error-codes.js';
import { refusalText, withoutQuotedData } from '../errors/server-text.js';
import { errorText } from '../../../common/error-text.js';

/** Each record's result, or `split`: one record made the whole command fail, so try halves. */
export type InsertVerdict = InsertOutcome | 'split';

/** Faults of one document: bad value, nesting too deep, invalid BSON, bad `_id`, validation, size. */
const DOCUMENT_FAULTS = new Set([2, 15, 22, 52, 53, 57, 121, 171, 10_334, 17_280, 17_419, 17_420]);

/** Document faults that make the server reject the whole command when it parses it. */
const COMMAND_SPOILING_FAULTS = new Set([15, 22, 10_334]);

interface WriteError {
  code: number;
  index: number;
  errmsg?: string;
}

export interface InsertReply {
  writeErrors?: WriteError[];
  writeConcernError?: { code: number; errmsg?: string };
}

/** @throws MongoServerError if the reply leaves single records open: privileges, space, or an unmet write concern */
export function outcomeOf(reply: InsertReply, records: readonly ActivityLog[]): InsertOutcome {
  const { writeErrors = [], writeConcernError } = reply;
  if (writeConcernError) throw serverError(writeConcernError);
  const outcome: InsertOutcome = { stored: records.length - writeErrors.length, duplicates: 0, rejected: [] };
  const unknown: WriteError[] = [];
  for (const writeError of writeErrors) {
    const record = records[writeError.index];
    if (!record || STORE_FAULTS.has(writeError.code)) throw serverError(writeError);
    if (isDuplicate(writeError)) outcome.duplicates++;
    else outcome.rejected.push({ record, reason: refusalText(writeError.code, writeError.errmsg) });
    if (writeError.code !== DUPLICATE_KEY && !DOCUMENT_FAULTS.has(writeError.code)) unknown.push(writeError);
  }
  // An unlisted code is the document's fault if other documents succeeded, otherwise the store's.
  if (unknown[0] && outcome.stored + outcome.duplicates === 0) {
    const { code, errmsg } = unknown[0];
    throw new mongo.MongoServerError({ code, message: refusalText(code, errmsg) });
  }
  return outcome;
}

/** @throws the error if it leaves single records open: network, timeout, privileges, no primary */
export function verdictOf(error: unknown, records: readonly ActivityLog[]): InsertVerdict {
  if (!spoiledByOneRecord(error, records)) throw error;
  const [record] = records;
  if (records.length > 1 || !record) return 'split';
  const refusal = refusalOf(record);
  if (refusal !== undefined) return rejected(record, refusal);
  if (isServerFault(error)) return rejected(record, refusalText(error.code, error.message));
  throw error;
}

const serverError = ({ code, errmsg }: { code: number; errmsg?: string }): Error =>
  new mongo.MongoServerError({ code, message: withoutQuotedData(errmsg ?? '') || `MongoDB error ${code}` });

/** Only a conflict on `_id` means stored before; on another unique index the new record is rejected. */
function isDuplicate({ code, errmsg = '' }: WriteError): boolean {
  if (code !== DUPLICATE_KEY) return false;
  const index = /\bindex: (\S+)/.exec(errmsg)?.[1];
  // A clustered collection has no index on _id to name.
  return index === undefined ? /dup key: \{ _id: /.test(errmsg) : /^(.*\$)?_id_$/.test(index);
}

const rejected = (record: ActivityLog, reason: string): InsertOutcome => ({
  stored: 0,
  duplicates: 0,
  rejected: [{ record, reason }],
});

function spoiledByOneRecord(error: unknown, records: readonly ActivityLog[]): boolean {
  if (isServerFault(error)) return true;
  // Errors from before sending: the driver's own are named Mongo…, those of BSON are not.
  const name = error instanceof Error ? error.name : '';
  if (name.startsWith('Mongo')) return name === 'MongoInvalidArgumentError';
  return (
    name.startsWith('BSON') ||
    error instanceof RangeError ||
    error instanceof TypeError ||
    // A value's own toBSON() may throw anything.
    records.some((record) => refusalOf(record) !== undefined)
  );
}

const isServerFault = (error: unknown): error is { code: number; message: string } =>
  typeof error === 'object' && error !== null && COMMAND_SPOILING_FAULTS.has(Number((error as { code?: number }).code));

const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Why the record itself cannot be encoded; `undefined` if it can, so that the driver is at fault. */
function refusalOf(record: ActivityLog): string | undefined {
  try {
    const { length } = mongo.BSON.serialize(record, { ignoreUndefined: true });
    return length < MAX_DOCUMENT_BYTES ? undefined : `${length} bytes exceed MongoDB’s document limit`;
  } catch (error) {
    return withoutQuotedData(errorText(error));
  }
}
