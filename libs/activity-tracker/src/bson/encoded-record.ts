import { mongo } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';
import type { PressureMarker } from './shed-bodies.js';
import type { ChangedDocument, LastElement, RecordEncoder } from './record-encoder.js';
import { BsonWriter } from './bson-writer.js';
import { withoutBodyElements } from './shed-elements.js';
import { type Piece, RecordMemory } from './record-memory.js';

/** Held as BSON: the garbage collector would copy the two dozen objects of a plain record while it waits. */
export class EncodedRecord implements Pick<ActivityLog, '_id' | 'created_time' | 'instance' | 'seq'> {
  constructor(
    readonly _id: ActivityLog['_id'],
    readonly created_time: Date,
    private piece: Piece | undefined,
    readonly instance: ActivityLog['instance'],
    readonly seq: number | undefined,
  ) {}

  get byteLength(): number {
    return this.bytes.length;
  }

  /** @throws after release(), when another record may use the memory */
  get bytes(): Uint8Array {
    if (!this.piece) throw new Error('the bytes of a record were read after it was released');
    return this.piece.bytes;
  }

  shed(marker: PressureMarker, changed?: ChangedDocument): boolean {
    const { buffer, byteOffset, length } = this.bytes;
    const document = Buffer.from(buffer, byteOffset, length);
    const shed = withoutBodyElements(document, marker);
    if (!shed) return false;
    const bytes = changed ? changed(document, shed) : shed;
    this.release();
    this.piece = { bytes, block: undefined };
    return true;
  }

  release(): void {
    if (this.piece) memory.giveBack(this.piece);
    this.piece = undefined;
  }

  toBSON(): ActivityLog {
    return mongo.BSON.deserialize(this.bytes) as ActivityLog;
  }
}

const writer = new BsonWriter();
const memory = new RecordMemory();

/**
 * Returns the record itself if encoding fails, so that the insert reports the error.
 * @param isAlone true for memory not shared with other records
 */
export function encoded(record: ActivityLog, isAlone = false, last?: LastElement): EncodedRecord | ActivityLog {
  writer.reset();
  try {
    writer.add(record);
    const element = last?.(writer.written, record);
    if (element) writer.extend(element);
  } catch {
    return record;
  }
  const { _id, created_time, instance, seq } = record;
  return new EncodedRecord(_id, created_time, memory.copy(writer.written, isAlone), instance, seq);
}

function restored(bytes: Uint8Array): EncodedRecord {
  // `raw` decodes only the top level.
  const { _id, created_time, instance, seq } = mongo.BSON.deserialize(bytes, { raw: true, promoteValues: true });
  if (!(_id instanceof mongo.ObjectId)) throw new TypeError('a record without _id');
  const life = instance instanceof mongo.ObjectId ? instance : undefined;
  const number = typeof seq === 'number' ? seq : undefined;
  return new EncodedRecord(_id, created_time as Date, { bytes, block: undefined }, life, number);
}

export const BSON_ENCODER: RecordEncoder = {
  encode: (record, isAlone, element) => encoded(record, isAlone, element) as ActivityLog & { byteLength?: number },
  shed: (waiting, marker, changed) => waiting instanceof EncodedRecord && waiting.shed(marker, changed),
  restore: (bytes) => restored(bytes) as Pick<ActivityLog, '_id'> as ActivityLog,
  release: (waiting) => {
    if (waiting instanceof EncodedRecord) waiting.release();
  },
};
