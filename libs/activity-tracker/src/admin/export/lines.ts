import type { ExportedRecords } from './counted-records.js';
import { recordToLine } from './extended-json.js';

/** A record in each line; a file that is cut ends with a line that no record looks like. */
export async function* toLines(records: ExportedRecords): AsyncGenerator<string, void, undefined> {
  for await (const record of records) yield `${recordToLine(record)}\n`;
  if (records.incomplete !== undefined) yield `${JSON.stringify({ incomplete: records.incomplete })}\n`;
}
