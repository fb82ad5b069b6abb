import { Pace } from '../../storage/pace.js';
import type { ExportedRecords } from './counted-records.js';
import { extendedJsonOf } from './paced-json.js';

/** One record per line; an incomplete file ends with a line that is not a record. */
export async function* toLines(records: ExportedRecords): AsyncGenerator<string, void, undefined> {
  const pace = new Pace();
  for await (const record of records) yield `${await extendedJsonOf(record, pace)}\n`;
  if (records.incomplete !== undefined) yield `${JSON.stringify({ incomplete: records.incomplete })}\n`;
}
