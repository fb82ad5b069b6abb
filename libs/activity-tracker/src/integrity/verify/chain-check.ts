import { counted } from '../../common/counted.js';
import { plainText } from '../../common/plain-text.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { ACTIVITY_REMOVED, isTrackerRecord } from '../../record/tracker-records.js';
import type { VerificationCheck, VerificationFinding } from '../../verification/check.js';
import { storedBsonOf } from '../stored-bson.js';
import { type ChainReport, type ChainSettings, ChainVerification } from './chain-verification.js';
import type { Explanation, FindingKind } from './finding.js';

const CODES: Readonly<Record<FindingKind, string>> = {
  changed: 'changed-record',
  key: 'wrong-key',
  order: 'broken-chain',
  inserted: 'inserted-record',
  cut: 'cut-chain',
  checkpoint: 'forged-checkpoint',
};

const MOST_NAMED = 10;

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '');

export class ChainCheck implements VerificationCheck {
  readonly fields = 'all';
  private readonly verification: ChainVerification;
  private report: ChainReport | undefined;
  private readonly notes: string[] = [];

  /** @param explains whether missing records are explained; asked after the last record */
  constructor(
    private readonly settings: ChainSettings,
    private readonly explains?: Explanation,
  ) {
    this.verification = new ChainVerification(settings);
  }

  see(record: ActivityLog): void {
    const { _id, instance, seq, created_time } = record;
    this.verification.add({
      document: storedBsonOf(record),
      name: plainText(_id),
      instance: instance === undefined ? undefined : plainText(instance),
      seq,
      createdTime: created_time,
      isAboutRemoval: isTrackerRecord(record) && record.url_name === ACTIVITY_REMOVED,
    });
  }

  /** Records that arrived before have expired; by the checkpoints, where they are given. */
  get expiredBefore(): Date | undefined {
    return this.verification.expiredBefore;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  findings(): VerificationFinding[] {
    const { findings, records, unanchored, checkpoints, chainless } = this.summary;
    const found = findings.map(({ kind, text }): VerificationFinding => ({
      level: kind === 'cut' ? 'missing' : 'wrong',
      code: CODES[kind],
      message: text,
    }));
    const notes = [...this.notes];
    if (records.keyed > 0)
      notes.push(
        `${counted(records.keyed, 'record was', 'records were')} linked with a key, and none was given: their content was not verified`,
      );
    if (this.settings.checkpoints === undefined)
      notes.push('no checkpoints were given: removed ends of chains cannot be found');
    else
      notes.push(
        `${counted(checkpoints.read, 'checkpoint')}, ${checkpoints.proved} of them agree with the hashes in the log`,
      );
    if (chainless.length > 0)
      notes.push(
        `${counted(chainless.length, 'process', 'processes')} recorded without a chain since another had one: ${listed(chainless)}. Their chain was off, or they were inserted; --all-chained reports them`,
      );
    if (unanchored > 0)
      notes.push(`${counted(unanchored, 'record is', 'records are')} newer than the last checkpoint of their process`);
    return [...found, ...notes.map((message): VerificationFinding => ({ level: 'note', code: 'chain', message }))];
  }

  get summary(): ChainReport {
    return (this.report ??= this.verification.end(this.explains));
  }
}
