import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ActivityLog } from '../../record/activity-log.js';
import { Pace } from '../../storage/pace.js';
import { toCsv, type CsvOptions } from './csv.js';
import { recordToLine } from './extended-json.js';
import { toHar } from './har.js';

/** Shapes in which records leave. @publicApi */
export const EXPORT_FORMATS = ['ndjson', 'csv', 'har'] as const;

/** @publicApi */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What of an export was sent. @publicApi */
export interface ExportOutcome {
  records: number;
  /** `false` where the client went away, or reading failed. */
  complete: boolean;
}

/** @publicApi */
export interface ExportOptions extends CsvOptions {
  /** Called once when the export has ended in whatever way. */
  ended?(outcome: ExportOutcome): unknown;
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
@Injectable()
export class ExportService {
  /**
   * @param records in the order of the export; for `har`, which is one person's session, oldest first is customary
   */
  export(format: ExportFormat, records: AsyncIterable<ActivityLog>, options: ExportOptions = {}): RecordExport {
    const counted = new CountedRecords(records);
    const pieces = inPieces(toText(format, counted, options));
    const content = Readable.from(pieces, { objectMode: false, encoding: 'utf8' });
    // And not in the generator, which never runs where the client went before the first byte.
    content.once('close', () => {
      options.ended?.({ records: counted.count, complete: content.readableEnded });
    });
    return { content, contentType: TYPES[format], extension: format };
  }
}

class CountedRecords {
  count = 0;

  constructor(private readonly records: AsyncIterable<ActivityLog>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<ActivityLog, void, undefined> {
    for await (const record of this.records) {
      this.count++;
      yield record;
    }
  }
}

function toText(format: ExportFormat, records: AsyncIterable<ActivityLog>, options: CsvOptions): AsyncIterable<string> {
  switch (format) {
    case 'ndjson':
      return toLines(records);
    case 'csv':
      return toCsv(records, options);
    case 'har':
      return toHar(records);
  }
}

async function* toLines(records: AsyncIterable<ActivityLog>): AsyncGenerator<string, void, undefined> {
  for await (const record of records) yield `${recordToLine(record)}\n`;
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
