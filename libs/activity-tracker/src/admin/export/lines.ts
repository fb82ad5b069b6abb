import { Pace } from '../../storage/pace.js';
import type { ExportedRecords } from './counted-records.js';
import { extendedJsonOf } from './paced-json.js';

/** A record in each line; a file that is cut ends with a line that no record looks like. */
export async function* toLines(records: ExportedRecords): AsyncGenerator<string, void, undefined> {
  const pace = new Pace();
  for await (const record of records) yield `${await extendedJsonOf(record, pace)}\n`;
  if (records.incomplete !== undefined) yield `${JSON.stringify({ incomplete: records.incomplete })}\n`;
}
