import type { mongo } from 'mongoose';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { RemovalNotes } from '../removal-notes.js';

export interface ArchiveSource {
  target(): Promise<string>;
  read(from: Date, to: Date): AsyncIterable<Uint8Array>;
  next(from: Date, before: Date): Promise<Date | undefined>;
  /** Number of records, without those about the log itself. */
  count(from: Date, to: Date): Promise<number>;
  byIds(ids: readonly mongo.ObjectId[]): Promise<Uint8Array[]>;
  /** Records about gaps, erasures and retention of an instant or later. */
  explaining(from: Date): AsyncIterable<Uint8Array>;
}

export interface ArchiveSettings {
  directory: string;
  /** Days before this instant, the beginning of a UTC day. */
  before: Date;
  /** Deletes what was archived and verified, and is not held. */
  isDeleting: boolean;
  store: Pick<ActivityStore, 'holds'> & Required<Pick<ActivityStore, 'delete'>>;
  notes: RemovalNotes;
  /** Whole lines of a file of checkpoints, to keep with the records that they prove. */
  checkpoints: readonly string[];
  /** `integrity.key`: signs the manifest. */
  key: string | undefined;
  say(line: string): void;
}

export interface ArchiveResult {
  files: number;
  records: number;
  deleted: number;
  held: number;
  changed: number;
}
