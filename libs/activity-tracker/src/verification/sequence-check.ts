import type { Types } from 'mongoose';
import { plainText } from '../common/plain-text.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { VerificationCheck, VerificationFinding } from './check.js';
import { add, type MissingCause } from './explanations.js';
import { explanationOf, isInstance, isSeq } from './explaining-record.js';
import { ForgedRecords } from './forged-records.js';
import { Life } from './life.js';
import { lifeFindings } from './life-findings.js';
import type { Interval } from './seq-bits.js';

/** Expiry goes by arrival, and a request may be recorded long after it: so far behind the border holes are explained. */
const LONGEST_REQUEST_MS = 3_600_000;

export interface SequenceCheckSettings {
  /** Records that arrived before have expired (`storage.retentionDays`); `undefined` if records are kept. */
  readonly expiredBefore?: Date | undefined;
  /** Only a part of the log is read: what lies outside of it is not missing. */
  readonly isPart?: boolean;
  /** Records of a process that runs, and that were made since, may still be on their way to the store. */
  readonly settledBefore?: Date;
  /** Only records that arrived in it are read, all of them. */
  readonly days?: { readonly from: Date; readonly to: Date } | undefined;
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
  /** Missing numbers of lives without an end that were given in the last minutes: their records may still be on their way. */
  recent: number;
}

/** Finds numbers that are missing, given twice, or out of order, and what the log says about them. */
export class SequenceCheck implements VerificationCheck {
  readonly fields = ['instance', 'seq', 'url_name', 'namespace', 'body'] as const;
  private readonly lives = new Map<string, Life>();
  private readonly forged = new ForgedRecords();
  private readonly oldBefore: number;
  private readonly endsAt: number;
  private unnumbered = 0;
  private result: { findings: VerificationFinding[]; summary: SequenceSummary } | undefined;

  constructor(private readonly settings: SequenceCheckSettings = {}) {
    const { expiredBefore, days, settledBefore } = settings;
    const before = days?.from ?? expiredBefore;
    this.oldBefore = before ? before.getTime() + LONGEST_REQUEST_MS : -Infinity;
    this.endsAt = (days?.to ?? settledBefore)?.getTime() ?? Infinity;
  }

  see(record: ActivityLog): void {
    const { instance, seq } = record;
    const isNumbered = isInstance(instance) && isSeq(seq);
    if (isNumbered) {
      const recorded = recordedAt(record);
      this.life(instance).see(record, seq, { isOld: recorded < this.oldBefore, isLate: recorded >= this.endsAt });
    } else if (instance === undefined && seq === undefined) this.unnumbered++;
    else this.forged.add('malformed-number', record);
    this.explain(record);
  }

  /** Takes the explanations of a record that lies outside of the part that is read. */
  explain(record: ActivityLog): void {
    const explained = explanationOf(record);
    if (explained === undefined) return;
    if (typeof explained === 'string') return this.forged.add(explained, record);
    const { explanations, unlinkedRemovals } = this.life(explained.instance);
    for (const range of explained.ranges) {
      if (explained.isUnlinked) unlinkedRemovals.push({ range, cause: explained.cause });
      else explanations.add(range, explained.cause);
    }
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
    if (!isMissing || [...life.unexplained, ...life.recent].some((each) => each.first <= last && each.last >= first))
      return false;
    // Behind the numbers that were looked at, only a record of what is missing explains any.
    const behind = Math.max(first, life.records === 0 ? 1 : this.lastOf(life) + 1);
    return last < behind || life.explanations.explainsAll({ first: behind, last });
  }

  private ended() {
    return (this.result ??= this.end());
  }

  private end(): { findings: VerificationFinding[]; summary: SequenceSummary } {
    const explained = new Map<MissingCause, number>();
    const { lives, unnumbered, forged } = this;
    const summary: SequenceSummary = {
      instances: lives.size,
      numbered: 0,
      unnumbered,
      open: 0,
      explained: {},
      unexplained: 0,
      recent: 0,
    };
    const findings = forged.findings();
    for (const [instance, life] of lives) {
      summary.numbered += life.records;
      if (life.records > 0 && !life.stopped) summary.open++;
      life.unexplained = [...this.missingOf(instance, life, explained)];
      summary.unexplained += countOf(life.unexplained);
      summary.recent += countOf(life.recent);
      findings.push(...lifeFindings(instance, life));
    }
    summary.explained = Object.fromEntries(explained);
    return { findings, summary };
  }

  private *missingOf(instance: string, life: Life, explained: Map<MissingCause, number>) {
    const { isPart = false, days } = this.settings;
    const { explanations } = life;
    if (life.records === 0) return;
    if (!life.isChained) for (const { range, cause } of life.unlinkedRemovals) explanations.add(range, cause);
    const last = this.lastOf(life);
    const beganOld = parseInt(instance.slice(0, 8), 16) * 1_000 < this.oldBefore;
    for (const hole of life.present.holes(isPart ? life.present.first : 1, last)) {
      const isExpired = hole.first === 1 ? beganOld : hole.first - 1 <= life.lastOld;
      // A long request has a lower number than those of the day after that it outlasted, and the other way round.
      if (days && (isExpired || hole.last + 1 >= life.firstLate)) continue;
      for (const rest of explanations.explain(hole, explained)) {
        if (isExpired) add(explained, 'expired', rest.last - rest.first + 1);
        else if (!life.stopped && rest.last + 1 >= life.firstLate) life.recent.push(rest);
        else yield rest;
      }
    }
  }

  private lastOf({ present, stopped, explanations }: Life): number {
    const { isPart = false, days } = this.settings;
    if (isPart || days) return present.last;
    return Math.max(present.last, explanations.last, isSeq(stopped?.last) ? stopped.last : 0);
  }

  private life(instance: Types.ObjectId): Life {
    const key = plainText(instance);
    let life = this.lives.get(key);
    if (!life) this.lives.set(key, (life = new Life()));
    return life;
  }
}

const countOf = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);

const recordedAt = ({ _id }: ActivityLog): number => parseInt(plainText(_id).slice(0, 8), 16) * 1_000;
