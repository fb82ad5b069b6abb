import { Readable } from 'node:stream';
import type { ActivityLog } from '../../record/activity-log.js';
import { Pace } from '../../storage/pace.js';
import { CountedRecords } from './counted-records.js';
import { toCsv, type CsvOptions } from './csv.js';
import type { ExportFormat } from './export-formats.js';
import { toHar } from './har.js';
import { toLines } from './lines.js';

/** What of an export was sent. @publicApi */
export interface ExportOutcome {
  records: number;
  /** `false` where the client went away, reading failed, or the application closed. */
  complete: boolean;
}

/** @publicApi */
export interface ExportOptions extends CsvOptions {
  /** Called once when the export has ended in whatever way. */
  ended?(outcome: ExportOutcome): unknown;
  /** Aborts when the application closes: the export then ends with a marker that says it is incomplete. */
  closing?: AbortSignal;
}

/** Records on their way out. @publicApi */
export interface RecordExport {
  /** Text in UTF-8, in pieces of some 32 KB. Destroying it ends the reading of the records. */
  content: Readable;
  contentType: string;
  /** File name extension, without a dot. */
  extension: string;
}

/** Pieces large enough that handing them on costs little, small enough that none of it shows in memory. */
const PIECE = 32_768;

const TYPES: Record<ExportFormat, string> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  har: 'application/json; charset=utf-8',
};

/** Turns records into text as fast as it is taken away, and no faster. */
export class ExportService {
  /**
   * @param records in the order of the export; for `har`, which is one person's session, oldest first is customary
   */
  export(format: ExportFormat, records: AsyncIterable<ActivityLog>, options: ExportOptions = {}): RecordExport {
    const counted = new CountedRecords(records, options.closing);
    const pieces = inPieces(toText(format, counted, options));
    const content = Readable.from(pieces, { objectMode: false, encoding: 'utf8' });
    // And not in the generator, which never runs where the client went before the first byte.
    content.once('close', () => {
      options.ended?.({ records: counted.count, complete: content.readableEnded && !counted.isCut });
    });
    return { content, contentType: TYPES[format], extension: format };
  }
}

function toText(format: ExportFormat, records: CountedRecords, options: CsvOptions): AsyncIterable<string> {
  switch (format) {
    case 'ndjson':
      return toLines(records);
    case 'csv':
      return toCsv(records, options);
    case 'har':
      return toHar(records);
  }
}

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let piece = '';
  const pace = new Pace();
  for await (const text of texts) {
    piece += text;
    await pace.spend(text.length);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}
