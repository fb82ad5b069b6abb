import type { ActivityLog } from '../record/activity-log.js';
import { isOwnRecord } from '../record/own-record.js';

/** A record as it may be shown. */
export interface MaskedRecord {
  /** The same record if there is nothing to mask. */
  readonly record: ActivityLog;
  /** Fields that hold secrets. */
  readonly fields: readonly MaskedField[];
  /** A field is too large to be masked as a whole: a marker stands for the rest. */
  readonly isCut: boolean;
}

/** Masks a record of another writer, such as the Django package. */
export type RecordMask = (record: ActivityLog) => MaskedRecord;

/** Injection token of the {@link RecordMask} for readers. */
export const RECORD_MASK = Symbol.for('nestjs-activity-tracker:RecordMask');

export const MASKED_FIELDS = [
  'headers',
  'api',
  'url_path',
  'body',
  'response',
  'response_headers',
] as const satisfies readonly (keyof ActivityLog & string)[];

export type MaskedField = (typeof MASKED_FIELDS)[number];

/** Fields that identify a record of this tracker. */
const ORIGIN = 'outcome';

/** The fields to read, with the one that tells who wrote the record. */
export function withOrigin(fields: readonly string[] | undefined): readonly string[] | undefined {
  return fields && addsOrigin(fields) ? [...fields, ORIGIN] : fields;
}

const addsOrigin = (fields: readonly string[]): boolean =>
  !fields.includes(ORIGIN) && MASKED_FIELDS.some((field) => fields.includes(field));

/**
 * A record as a reader may see it, with a note of what was masked.
 * @param fields that the reader asked for
 */
export function asShown(record: ActivityLog, mask: RecordMask, fields?: readonly string[]): ActivityLog {
  const shown = isOwnRecord(record) ? record : noted(mask(record));
  if (!fields || !addsOrigin(fields) || !(ORIGIN in shown)) return shown;
  const { [ORIGIN]: _, ...rest } = shown;
  return rest as ActivityLog;
}

function noted({ record, fields }: MaskedRecord): ActivityLog {
  return fields.length === 0 ? record : { ...record, masked_when_shown: [...fields] };
}

/** A copy's note names only the fields that it has. */
export function withoutNoteOf(record: ActivityLog, omitted: readonly string[]): ActivityLog {
  const { masked_when_shown: masked, ...rest } = record;
  const left = masked?.filter((field) => !omitted.includes(field)) ?? [];
  return left.length === 0 ? rest : { ...rest, masked_when_shown: left };
}
