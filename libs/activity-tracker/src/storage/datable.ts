import { Types } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter } from './port/activity-filter.js';

/** The range of `Date`, which is smaller than that of a date in BSON. */
const DATES = { $gte: new Date(-8.64e15), $lte: new Date(8.64e15) };
/** Of the records that have an id of the tracker's kind: other documents are in no list, so they are in no figure. */
export const RECORD_IDS = { $gte: new Types.ObjectId('0'.repeat(24)), $lte: new Types.ObjectId('f'.repeat(24)) };

/**
 * Records that have a place in time: what else is in a collection has no place in a list. Each index ends with both fields, and a range
 * matches one BSON type only.
 */
export const DATABLE: ActivityFilter = { created_time: DATES, _id: RECORD_IDS };

export const NOT_DATABLE: ActivityFilter = { $or: [{ created_time: { $not: DATES } }, { _id: { $not: RECORD_IDS } }] };

export const isDatable = ({ created_time, _id }: ActivityLog): boolean =>
  created_time instanceof Date && !Number.isNaN(created_time.getTime()) && _id instanceof Types.ObjectId;
