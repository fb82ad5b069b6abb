import { RECORD_FIELDS } from '../../record/activity-log.js';
import { Pace } from '../../storage/pace.js';
import { isLarge } from '../../storage/pieces.js';
import type { ExportedRecords } from './counted-records.js';
import { toExtendedJson } from '../../record/extended-json.js';
import { LABEL_FIELDS } from './named-records.js';
import { extendedJsonOf } from './paced-json.js';

/** Options of a CSV export. @publicApi */
export interface CsvOptions {
  /** Claims that get a separate column; other fields go to the column `other`. Default: none. */
  payloadKeys?: readonly string[];
  /** Starts with a byte order mark, which Excel needs to detect UTF-8. Default: `false`. */
  bom?: boolean;
  /** Adds a column with the name next to each id of a person: `user_label`, `actor_label`. Default: `false`. */
  labels?: boolean;
}

/**
 * First characters that spreadsheets evaluate, also after blanks and in full width. A leading apostrophe is doubled, so
 * removing the first one always restores the value.
 */
const NOT_INERT = /^(?:['\t\r\n]|[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠])/u;
const LINE_END = '\r\n';

/** RFC 4180: a header line, then one line per record. Nested fields are Extended JSON, times ISO 8601. */
export async function* toCsv(
  records: ExportedRecords,
  { payloadKeys = [], bom = false, labels = false }: CsvOptions = {},
): AsyncGenerator<string, void, undefined> {
  const fields = labels ? RECORD_FIELDS.flatMap(withLabel) : RECORD_FIELDS;
  const columns = [...new Set<string>([...fields, ...payloadKeys])];
  const known = new Set(columns);
  const pace = new Pace();
  yield (bom ? '\ufeff' : '') + line([...columns, 'other'].map(cell));
  for await (const record of records) {
    const other = Object.entries(record).filter(([field]) => !known.has(field));
    const rest = other.length > 0 ? Object.fromEntries(other) : undefined;
    const cells: string[] = [];
    for (const value of [...columns.map((column) => record[column]), rest])
      cells.push(isLarge(value) ? quoted(await extendedJsonOf(value, pace)) : cell(value));
    yield line(cells);
  }
  // A single cell, which readers that check the number of cells reject.
  if (records.incomplete !== undefined) yield line([cell(records.incomplete)]);
}

const withLabel = (field: string): string[] =>
  Object.hasOwn(LABEL_FIELDS, field) ? [field, LABEL_FIELDS[field as keyof typeof LABEL_FIELDS]] : [field];

export function textOfCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

function line(cells: readonly string[]): string {
  return cells.join(',') + LINE_END;
}

function cell(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(NOT_INERT.test(value) ? `'${value}` : value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return '';
      if (value instanceof Date) return value.toISOString();
      return quoted('_bsontype' in value ? textOf(value) : JSON.stringify(toExtendedJson(value)));
    default:
      return '';
  }
}

/** BSON ids and numbers are written as plain text. */
function textOf(value: object): string {
  const json = toExtendedJson(value);
  if (typeof json !== 'object' || json === null) return String(json);
  const [inner] = Object.values(json);
  return typeof inner === 'string' ? inner : JSON.stringify(json);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
