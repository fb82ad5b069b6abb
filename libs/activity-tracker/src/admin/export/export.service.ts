import { Readable } from 'node:stream';
import type { ActivityLog } from '../../record/activity-log.js';
import { Pace } from '../../storage/pace.js';
import { CountedRecords } from './counted-records.js';
import { toCsv, type CsvOptions } from './csv.js';
import type { ExportFormat } from './export-formats.js';
import { toHar } from './har.js';
import { toLines } from './lines.js';

/** Result of an export. @publicApi */
export interface ExportOutcome {
  records: number;
  /** `false` if the client disconnected, reading failed, or the application closed. */
  complete: boolean;
}

/** Options of an export. @publicApi */
export interface ExportOptions extends CsvOptions {
  /** Called once when the export has ended, successful or not. */
  ended?(outcome: ExportOutcome): unknown;
  /** Aborts when the application closes: the export then ends with an incompleteness marker. */
  closing?: AbortSignal;
}

/** A running export. @publicApi */
export interface RecordExport {
  /** UTF-8 text in chunks of about 32 KB. Destroying it stops reading the records. */
  content: Readable;
  contentType: string;
  /** File name extension, without a dot. */
  extension: string;
}

/** Large enough for a low cost per chunk, small enough for memory. */
const PIECE = 32_768;

const TYPES: Record<ExportFormat, string> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  har: 'application/json; charset=utf-8',
};

export class ExportService {
  /** @param records in the order of the export; `har` is one person's session, usually oldest first */
  export(format: ExportFormat, records: AsyncIterable<ActivityLog>, options: ExportOptions = {}): RecordExport {
    const counted = new CountedRecords(records, options.closing);
    const pieces = inPieces(toText(format, counted, options));
    const content = Readable.from(pieces, { objectMode: false, encoding: 'utf8' });
    // Not in the generator, which never runs if the client disconnects before the first byte.
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
