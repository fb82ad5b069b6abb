import type { Types } from 'mongoose';
import { plainText } from '../common/plain-text.js';
import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_GAP, ACTIVITY_REMOVED, isTrackerRecord } from '../record/tracker-records.js';
import { readRanges, type SeqRange } from '../sequence/seq-ranges.js';
import type { MissingCause } from './explanations.js';
import type { ForgedCode } from './forged-records.js';

const REMOVAL_CAUSES: ReadonlySet<unknown> = new Set<MissingCause>(['erasure', 'retention', 'archive']);

export interface Explained {
  readonly instance: Types.ObjectId;
  readonly ranges: readonly SeqRange[];
  readonly cause: MissingCause;
  /** The removed records were in no chain. */
  readonly isUnlinked?: boolean;
}

/** Reads a record of missing or removed records; `undefined` for any other one. A code: it explains what it cannot explain. */
export function explanationOf(record: ActivityLog): Explained | ForgedCode | undefined {
  if (!isTrackerRecord(record)) return undefined;
  if (record.url_name === ACTIVITY_GAP) return gapOf(record);
  if (record.url_name === ACTIVITY_REMOVED) return removalOf(record);
  return undefined;
}

function gapOf(record: ActivityLog): Explained | ForgedCode | undefined {
  const { instance, ranges } = claimOf(record);
  // Not numbered: `buffer.sequence` is false, or it was when the records were lost.
  if (instance === undefined) return undefined;
  const isOwn = plainText(instance) === plainText(record.instance);
  const isLate = isOwn && ranges?.some(({ last }) => last >= (record.seq ?? 0));
  if (!ranges || !isInstance(record.instance) || !isSeq(record.seq) || isLate) return 'forged-gap';
  return { instance: instance as Types.ObjectId, ranges, cause: 'gap' };
}

function removalOf(record: ActivityLog): Explained | ForgedCode {
  const { instance, ranges, reason, isUnlinked } = claimOf(record);
  if (!ranges || !REMOVAL_CAUSES.has(reason)) return 'forged-removal';
  return { instance: instance as Types.ObjectId, ranges, cause: reason as MissingCause, isUnlinked };
}

interface Claim {
  readonly instance: unknown;
  readonly reason: unknown;
  readonly ranges: SeqRange[] | undefined;
  readonly isUnlinked: boolean;
}

/** @returns `ranges` only if they agree with their count */
function claimOf({ body }: ActivityLog): Claim {
  const claim = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { instance, reason, count } = claim;
  const ranges = isInstance(instance) ? readRanges(claim['ranges']) : undefined;
  const isCounted = ranges && ranges.length > 0 && ranges.reduce((sum, each) => sum + each.count, 0) === count;
  return { instance, reason, ranges: isCounted ? ranges : undefined, isUnlinked: claim['unlinked'] !== undefined };
}

/** An exported record has the id as text. */
export const isInstance = (value: unknown): value is Types.ObjectId => /^[0-9a-f]{24}$/.test(plainText(value));

export const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
