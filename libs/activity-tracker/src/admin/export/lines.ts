import { withStoredForm } from '../../record/extended-json.js';
import { storedBytesOf } from '../../record/stored-bytes.js';
import { hasReorderedKeys } from '../../storage/reordered-keys.js';
import { Pace } from '../../storage/pace.js';
import type { ExportedRecords } from './counted-records.js';
import { extendedJsonOf } from './paced-json.js';

/**
 * One record per line; an incomplete file ends with a line that is not a record. A chained record whose keys JSON does
 * not keep in order carries what verification needs.
 */
export async function* toLines(records: ExportedRecords): AsyncGenerator<string, void, undefined> {
  const pace = new Pace();
  for await (const record of records) {
    const line = await extendedJsonOf(record, pace);
    const stored = record.chain === undefined ? undefined : storedBytesOf(record);
    yield `${stored && hasReorderedKeys(bufferOf(stored)) ? withStoredForm(line, stored) : line}\n`;
  }
  if (records.incomplete !== undefined) yield `${JSON.stringify({ incomplete: records.incomplete })}\n`;
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
