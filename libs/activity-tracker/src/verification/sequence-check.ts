import type { Types } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_GAP, ACTIVITY_REMOVED, isTrackerRecord } from '../record/tracker-records.js';
import { readRanges, type SeqRange } from '../sequence/seq-ranges.js';
import type { VerificationCheck, VerificationFinding } from './check.js';
import type { MissingCause } from './explanations.js';
import { Life } from './life.js';
import { lifeFindings } from './life-findings.js';

/** Expiry goes by arrival, and a request may be recorded long after it: so far behind the border holes are explained. */
const LONGEST_REQUEST_MS = 3_600_000;
const REMOVAL_CAUSES: ReadonlySet<unknown> = new Set<MissingCause>(['erasure', 'retention', 'archive']);

/** What {@link SequenceCheck} has to know. */
export interface SequenceCheckSettings {
  /** Records that arrived before have expired (`storage.retentionDays`); `undefined` if records are kept. */
  readonly expiredBefore?: Date | undefined;
  /** Only a part of the log is read: what lies outside of it is not missing. */
  readonly isPart?: boolean;
}

/** What became of the numbers. @publicApi */
export interface SequenceSummary {
  /** Lives of processes. */
  instances: number;
  /** Records that carry a number. */
  numbered: number;
  /** Records that carry none: of earlier versions, of `buffer.sequence: false`, or about removals. */
  unnumbered: number;
  /** Lives without a record of their end: they run, or their process was killed. */
  open: number;
  /** Missing numbers that the log explains, by cause. */
  explained: Partial<Record<MissingCause, number>>;
  /** Missing numbers that nothing explains. */
  unexplained: number;
}

interface Forged {
  readonly code: 'forged-gap' | 'forged-removal' | 'malformed-number';
  readonly name: string;
}

/** Finds numbers that are missing, given twice, or out of order, and what the log says about them. */
export class SequenceCheck implements VerificationCheck {
  readonly fields = ['instance', 'seq', 'url_name', 'namespace', 'body'] as const;
  private readonly lives = new Map<string, Life>();
  private readonly forged: Forged[] = [];
  private readonly oldBefore: number;
  private unnumbered = 0;
  private result: { findings: VerificationFinding[]; summary: SequenceSummary } | undefined;

  constructor(private readonly settings: SequenceCheckSettings = {}) {
    const { expiredBefore } = settings;
    this.oldBefore = expiredBefore ? expiredBefore.getTime() + LONGEST_REQUEST_MS : -Infinity;
  }

  see(record: ActivityLog): void {
    const { instance, seq } = record;
    const isNumbered = isInstance(instance) && isSeq(seq);
    if (isNumbered) this.life(instance).see(record, seq, recordedAt(record) < this.oldBefore);
    else if (instance === undefined && seq === undefined) this.unnumbered++;
    else this.note('malformed-number', record);
    this.explain(record);
  }

  /** Takes the explanations of a record that lies outside of the part that is read. */
  explain(record: ActivityLog): void {
    if (!isTrackerRecord(record)) return;
    if (record.url_name === ACTIVITY_GAP) this.readGap(record);
    else if (record.url_name === ACTIVITY_REMOVED) this.readRemoval(record);
  }

  findings(): VerificationFinding[] {
    return this.ended().findings;
  }

  get summary(): SequenceSummary {
    return this.ended().summary;
  }

  /** Whether all of these numbers are missing, and explained; after the last record. */
  explains(instance: string, first: number, last: number): boolean {
    this.ended();
    const life = this.lives.get(instance);
    if (!life) return false;
    const [hole] = life.present.holes(first, last);
    const isMissing = hole?.first === first && hole.last === last;
    if (!isMissing || life.unexplained.some((each) => each.first <= last && each.last >= first)) return false;
    // Behind its last record a life has no holes: only a record of what is missing explains these numbers.
    const behind = Math.max(first, life.present.last + 1);
    return last < behind || life.explanations.explain({ first: behind, last }, new Map()).length === 0;
  }

  private ended() {
    return (this.result ??= this.end());
  }

  private end(): { findings: VerificationFinding[]; summary: SequenceSummary } {
    const explained = new Map<MissingCause, number>();
    const { lives, unnumbered, forged } = this;
    const summary = { instances: lives.size, numbered: 0, unnumbered, open: 0, explained: {}, unexplained: 0 };
    const findings: VerificationFinding[] = forgedFindings(forged);
    for (const [instance, life] of lives) {
      summary.numbered += life.records;
      if (life.records > 0 && !life.stopped) summary.open++;
      life.unexplained = [...this.missingOf(instance, life, explained)];
      for (const { first, last } of life.unexplained) summary.unexplained += last - first + 1;
      findings.push(...lifeFindings(instance, life));
    }
    summary.explained = Object.fromEntries(explained);
    return { findings, summary };
  }

  private *missingOf(instance: string, life: Life, explained: Map<MissingCause, number>) {
    const { isPart = false } = this.settings;
    const { present, stopped, explanations } = life;
    if (life.records === 0) return;
    const told = isPart ? 0 : Math.max(explanations.last, isSeq(stopped?.last) ? stopped.last : 0);
    const last = Math.max(present.last, told);
    const beganOld = parseInt(instance.slice(0, 8), 16) * 1_000 < this.oldBefore;
    for (const hole of present.holes(isPart ? present.first : 1, last)) {
      const isExpired = hole.first === 1 ? beganOld : hole.first - 1 <= life.lastOld;
      if (isExpired) life.explanations.add({ ...hole, count: hole.last - hole.first + 1 }, 'expired');
      yield* life.explanations.explain(hole, explained);
    }
  }

  private readGap(record: ActivityLog): void {
    const body = bodyOf(record);
    // Not numbered: `buffer.sequence` is false, or it was when the records were lost.
    if (body['instance'] === undefined) return;
    const ranges = rangesOf(body);
    const isOwn = idOf(body['instance']) === idOf(record.instance);
    const isLate = isOwn && ranges?.some(({ last }) => last >= (record.seq ?? 0));
    if (!ranges || !isInstance(record.instance) || !isSeq(record.seq) || isLate) this.note('forged-gap', record);
    else this.addAll(body['instance'], ranges, 'gap');
  }

  private readRemoval(record: ActivityLog): void {
    const body = bodyOf(record);
    const ranges = rangesOf(body);
    if (!ranges || !REMOVAL_CAUSES.has(body['reason'])) this.note('forged-removal', record);
    else this.addAll(body['instance'], ranges, body['reason'] as MissingCause);
  }

  private addAll(instance: unknown, ranges: readonly SeqRange[], cause: MissingCause): void {
    const { explanations } = this.life(instance as Types.ObjectId);
    for (const range of ranges) explanations.add(range, cause);
  }

  private life(instance: Types.ObjectId): Life {
    const key = String(instance);
    let life = this.lives.get(key);
    if (!life) this.lives.set(key, (life = new Life()));
    return life;
  }

  private note(code: Forged['code'], { _id }: ActivityLog): void {
    this.forged.push({ code, name: String(_id) });
  }
}

const FORGED: Readonly<Record<Forged['code'], string>> = {
  'forged-gap': 'gap records explain numbers that they cannot explain',
  'forged-removal': 'records of removals are malformed',
  'malformed-number': 'records carry a malformed number',
};

function forgedFindings(forged: readonly Forged[]): VerificationFinding[] {
  return (Object.keys(FORGED) as Forged['code'][]).flatMap((code) => {
    const names = forged.filter((each) => each.code === code).map(({ name }) => name);
    if (names.length === 0) return [];
    const listed = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
    return [{ level: 'wrong', code, count: names.length, message: `${names.length} ${FORGED[code]}: ${listed}` }];
  });
}

/** Ranges that agree with their count. */
function rangesOf(body: Readonly<Record<string, unknown>>): SeqRange[] | undefined {
  const ranges = readRanges(body['ranges']);
  if (!ranges || ranges.length === 0 || !isInstance(body['instance'])) return undefined;
  return ranges.reduce((sum, { count }) => sum + count, 0) === body['count'] ? ranges : undefined;
}

function bodyOf({ body }: ActivityLog): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** An exported record has the id as text. */
const isInstance = (value: unknown): value is Types.ObjectId => /^[0-9a-f]{24}$/.test(idOf(value));

const idOf = (value: unknown): string => String(value);

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

const recordedAt = ({ _id }: ActivityLog): number => parseInt(String(_id).slice(0, 8), 16) * 1_000;
