import type { ActivityLog, OmittedBody } from '../record/activity-log.js';
import { EncodedPart } from './encoded-part.js';

export const SHED_FIELDS = ['body', 'response'] as const;
/** Bytes; the marker of a smaller body would hardly save memory. */
export const LEAST_SHED_BYTES = 200;

export type PressureMarker = (size: number) => OmittedBody | string;

export function pressureMarker(format: 'document' | 'text'): PressureMarker {
  return (size) => {
    const marker: OmittedBody = { omitted: 'pressure', type: null, size };
    return format === 'text' ? JSON.stringify(marker) : marker;
  };
}

export function shedBodies(record: ActivityLog, marker: PressureMarker): ActivityLog {
  const shed: Partial<ActivityLog> = {};
  for (const field of SHED_FIELDS) {
    const size = sizeOf(record[field]);
    if (size >= LEAST_SHED_BYTES) shed[field] = marker(size);
  }
  return Object.keys(shed).length === 0 ? record : { ...record, ...shed };
}

function sizeOf(body: unknown): number {
  if (body === null || body === undefined) return 0;
  if (body instanceof EncodedPart) return body.bytes.length;
  return Buffer.byteLength(typeof body === 'string' ? body : JSON.stringify(body));
}
