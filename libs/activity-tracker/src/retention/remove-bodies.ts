import { mongo } from 'mongoose';
import type { ActivityLog, OmittedBody } from '../record/activity-log.js';

export function withoutBodies(record: ActivityLog, removedAt: Date): ActivityLog {
  const { body, response, truncated: _, ...rest } = record;
  return { ...rest, body: omitted(body), response: omitted(response), bodies_removed_at: removedAt };
}

function omitted(body: unknown): OmittedBody | null {
  if (body === null || body === undefined) return null;
  return { omitted: 'retention', type: null, size: sizeOf(body) };
}

function sizeOf(body: unknown): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : mongo.BSON.calculateObjectSize({ body });
}
