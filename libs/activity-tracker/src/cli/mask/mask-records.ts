import { graft } from '../../masking/graft.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { isCovered } from '../../storage/port/legal-holds.js';
import type { RecordMask } from '../../storage/record-mask.js';
import type { FieldChange, ForeignRecord, ForeignRecords, Rewrite, ForeignRange } from './foreign-records.js';
import { idText } from './id-text.js';

const PROGRESS_EVERY = 10_000;
const MOST_NAMED = 10;
/** A record that changes while it is rewritten is read again so many times. */
const READ_AGAIN = 2;

/** Counts of a run, or of a dry run. */
export interface MaskedCounts {
  /** Records of other writers. */
  read: number;
  masked: number;
  /** Masked records by field. */
  fields: Record<string, number>;
  /** Records with secrets under a legal hold, which stay as they are. */
  held: number;
  /** Records with secrets that could not be masked. */
  left: number;
  /** Ids of the first of {@link left}. */
  left_ids: string[];
}

export interface MaskRun extends ForeignRange {
  readonly source: ForeignRecords;
  readonly mask: RecordMask;
  readonly isDryRun: boolean;
  /** Ids of the persons under a legal hold now. */
  held(): Promise<ReadonlySet<string>>;
  /** Called once, before the first change. */
  begin(): Promise<void>;
  /** Called with the id of the last record that is done. */
  reached(id: string): void;
  say(line: string): void;
}

/** Masks the secrets in records of other writers. Safe to repeat: what is masked does not change again. */
export async function maskRecords(run: MaskRun): Promise<MaskedCounts> {
  const counts: MaskedCounts = { read: 0, masked: 0, fields: {}, held: 0, left: 0, left_ids: [] };
  let hasBegun = false;
  for await (const batch of run.source.batches(run)) {
    const told = Math.floor(counts.read / PROGRESS_EVERY);
    counts.read += batch.length;
    const held = await run.held();
    const rewrites = rewritesOf(batch, run.mask, held, counts);
    if (rewrites.length > 0) {
      if (!run.isDryRun && !hasBegun) await run.begin();
      hasBegun = true;
      if (!run.isDryRun) await writeAll(run, rewrites, counts);
      else for (const rewrite of rewrites) countMasked(rewrite, counts);
    }
    const id = idText(batch.at(-1)!.exact['_id']);
    run.reached(id);
    if (Math.floor(counts.read / PROGRESS_EVERY) > told) run.say(`${progressText(counts, run.isDryRun)}, up to ${id}`);
  }
  return counts;
}

function rewritesOf(
  batch: readonly ForeignRecord[],
  mask: RecordMask,
  held: ReadonlySet<string>,
  counts: MaskedCounts,
): Rewrite[] {
  return batch.flatMap((read) => {
    const { record, fields, isCut } = mask(read.record);
    if (fields.length === 0) return [];
    if (isCovered(read.record, held)) counts.held++;
    else if (isCut || read.isReordered) countLeft(read, counts);
    else return [{ read, changes: changesOf(read.exact, record, fields) }];
    return [];
  });
}

function changesOf(
  exact: Readonly<Record<string, unknown>>,
  masked: ActivityLog,
  fields: readonly string[],
): Record<string, FieldChange> {
  return Object.fromEntries(
    fields.map((field) => [field, { from: exact[field], to: graft(exact[field], masked[field]) }]),
  );
}

async function writeAll(run: MaskRun, rewrites: readonly Rewrite[], counts: MaskedCounts): Promise<void> {
  let waiting = rewrites;
  for (let round = 0; waiting.length > 0 && round <= READ_AGAIN; round++) {
    const changed = await run.source.rewrite(waiting);
    if (changed === waiting.length) {
      for (const rewrite of waiting) countMasked(rewrite, counts);
      return;
    }
    const again = await run.source.byIds(waiting.map(({ read }) => read.exact['_id']));
    const still = rewritesOf(again, run.mask, await run.held(), counts);
    const ids = new Set(still.map(({ read }) => idOf(read)));
    for (const rewrite of waiting) if (!ids.has(idOf(rewrite.read))) countMasked(rewrite, counts);
    waiting = still;
  }
  for (const { read } of waiting) countLeft(read, counts);
}

function countMasked({ changes }: Rewrite, counts: MaskedCounts): void {
  counts.masked++;
  for (const field of Object.keys(changes)) counts.fields[field] = (counts.fields[field] ?? 0) + 1;
}

function countLeft(read: ForeignRecord, counts: MaskedCounts): void {
  counts.left++;
  if (counts.left_ids.length < MOST_NAMED) counts.left_ids.push(idOf(read));
}

const idOf = ({ record: { _id } }: ForeignRecord): string => {
  const id: unknown = _id;
  return typeof id === 'object' && id !== null && !('toHexString' in id) ? JSON.stringify(id) : String(id);
};

const progressText = ({ read, masked }: MaskedCounts, isDryRun: boolean): string =>
  `${read.toLocaleString('en')} records of other writers read, ${masked.toLocaleString('en')} ${isDryRun ? 'with secrets' : 'masked'}`;
