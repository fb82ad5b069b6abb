import { mongo } from 'mongoose';
import { DAY_MS } from '../../common/time.js';
import type { ChainCheck } from '../../integrity/verify/chain-check.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { noteStoredBytes } from '../../record/stored-bytes.js';
import { type Evidence, readEvidence } from '../../retention/archive/evidence.js';
import { chosenDays } from '../../retention/archive/load-archive.js';
import { type ArchiveManifest, MANIFEST } from '../../retention/archive/manifest.js';
import { signatureState, type SignatureState } from '../../retention/archive/manifest-signature.js';
import type { VerificationFinding } from '../../verification/check.js';
import { SequenceCheck, type SequenceSummary } from '../../verification/sequence-check.js';
import { type ChainArguments, chainCheck, keyOf } from '../verify/verify-chain.js';

export interface ArchivedDays {
  readonly directory: string;
  /** First and last UTC day. Default: all. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface ArchiveVerdict {
  readonly isWhole: boolean;
  readonly findings: readonly VerificationFinding[];
  readonly numbers: SequenceSummary;
  /** Absent where no record has a chain. */
  readonly chain: ChainCheck['summary'] | undefined;
}

export class ArchiveCheck {
  private readonly numbers: SequenceCheck;
  private readonly chain: ChainCheck;
  private readonly isAsked: boolean;
  private readonly isNumbersOnly: boolean;

  private constructor(
    days: { from: Date; to: Date },
    { checkpoints, records }: Evidence,
    given: ChainArguments,
    private readonly ofManifest: readonly VerificationFinding[],
  ) {
    this.numbers = new SequenceCheck({ days });
    for (const raw of records) this.numbers.explain(recordIn(raw));
    const explains = (instance: string, from: number, to: number): boolean => this.numbers.explains(instance, from, to);
    this.chain = chainCheck(given, { days }, explains, checkpoints);
    this.isNumbersOnly = given.numbersOnly === true;
    this.isAsked = given.key !== undefined || given.keyFile !== undefined || given.checkpoints !== undefined;
  }

  /** @throws ArchiveError for a directory or evidence that cannot be used, CommandError for a file that cannot be read */
  static async of(archive: ArchivedDays, given: ChainArguments): Promise<ArchiveCheck> {
    const { manifest, files } = chosenDays(archive);
    const from = new Date(`${archive.from ?? files[0]!.day}T00:00:00Z`);
    const last = new Date(`${archive.to ?? files.at(-1)!.day}T00:00:00Z`);
    const evidence = await readEvidence(archive.directory, manifest.evidence);
    const ofManifest = signatureFindings(manifest, keyOf(given));
    return new ArchiveCheck({ from, to: new Date(last.getTime() + DAY_MS) }, evidence, given, ofManifest);
  }

  see(raw: Uint8Array): void {
    const record = recordIn(raw);
    this.numbers.see(record);
    this.chain.see(record);
  }

  get verdict(): ArchiveVerdict {
    const { records } = this.chain.summary;
    const isChained = Object.entries(records).some(([verdict, count]) => verdict !== 'unchained' && count > 0);
    const isShown = !this.isNumbersOnly && (isChained || this.isAsked);
    const findings = [...this.ofManifest, ...this.numbers.findings(), ...(isShown ? this.chain.findings() : [])];
    return {
      isWhole: findings.every(({ level }) => level === 'note'),
      findings,
      numbers: this.numbers.summary,
      chain: isShown ? this.chain.summary : undefined,
    };
  }
}

const SIGNATURES: Readonly<Record<Exclude<SignatureState, 'valid'>, string>> = {
  edited: 'was edited after it was signed: its files may have been exchanged or left out',
  'other-key': 'was signed with another key than the one given',
  unsigned: 'is not signed: the archive was written without the key, or the signature was removed',
  unknown: 'is signed, and no key was given to verify that it was not edited',
};

function signatureFindings(manifest: ArchiveManifest, key: string | undefined): VerificationFinding[] {
  const state = signatureState(manifest, key);
  if (state === 'valid' || (state === 'unsigned' && key === undefined)) return [];
  const message = `${MANIFEST} ${SIGNATURES[state]}`;
  return [{ level: state === 'unknown' ? 'note' : 'wrong', code: `manifest-${state}`, count: 1, message }];
}

function recordIn(raw: Uint8Array): ActivityLog {
  const record = mongo.BSON.deserialize(raw) as ActivityLog;
  noteStoredBytes(record, raw);
  return record;
}
