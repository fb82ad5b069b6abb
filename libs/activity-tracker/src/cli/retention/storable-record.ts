import { BSON_ENCODER } from '../../bson/encoded-record.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { typedDocument } from '../../retention/archive/archive-line.js';

/** A record that is stored as these bytes. */
export function storableRecord(raw: Uint8Array): ActivityLog {
  try {
    return BSON_ENCODER.restore(raw);
  } catch {
    // Of another writer, with an _id that is no ObjectId.
    return typedDocument(raw) as unknown as ActivityLog;
  }
}
