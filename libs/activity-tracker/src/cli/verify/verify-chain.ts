import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { plainText } from '../../common/plain-text.js';
import { parseCheckpoint } from '../../integrity/checkpoints/checkpoint.js';
import { ChainCheck } from '../../integrity/verify/chain-check.js';
import type { ChainSettings } from '../../integrity/verify/chain-verification.js';
import type { Explanation } from '../../integrity/verify/finding.js';
import { parseRecord } from '../../record/extended-json.js';
import type { VerificationFinding } from '../../verification/check.js';
import { SequenceCheck, type SequenceSummary } from '../../verification/sequence-check.js';
import { CommandError } from '../command-error.js';

export interface ChainArguments {
  /** Path of a file with `integrity.key`. */
  keyFile?: string | undefined;
  /** `integrity.key`, where no file is given. */
  key?: string | undefined;
  /** Path of a file of checkpoints. */
  checkpoints?: string | undefined;
  allChained?: boolean | undefined;
  /** No hash is verified. */
  numbersOnly?: boolean | undefined;
  /** Path of an export in NDJSON, verified instead of a collection. */
  file?: string | undefined;
  complete?: boolean | undefined;
}

/** @param kept lines of checkpoints besides those of the file @throws CommandError for a file that cannot be read */
export function chainCheck(
  given: ChainArguments,
  span: Pick<ChainSettings, 'isPart' | 'expiredBefore' | 'settledBefore' | 'days'>,
  explains?: Explanation,
  kept: readonly string[] = [],
): ChainCheck {
  const { checkpoints, allChained = false } = given;
  const lines = checkpoints === undefined ? [] : fileText('checkpoints', checkpoints).split('\n');
  const all = checkpoints === undefined && kept.length === 0 ? undefined : [...kept, ...lines];
  return new ChainCheck({ key: keyOf(given), checkpoints: all, allChained, ...span }, explains);
}

/** @throws CommandError for options that contradict each other */
export function requireConsistent({ numbersOnly, keyFile, checkpoints, allChained }: ChainArguments): void {
  if (numbersOnly && (keyFile !== undefined || checkpoints !== undefined || allChained))
    throw new CommandError(
      '--numbers-only verifies no hashes: leave it out, or --key-file, --checkpoints and --all-chained.',
    );
}

/** By exit code. */
export const VERDICTS = ['whole', 'broken', 'not-verified'] as const;

/** 2 where hashes could not be verified: only their key tells whether contents were changed. */
export function verificationExitCode(isWhole: boolean, chain: ChainCheck['summary'] | undefined): 0 | 1 | 2 {
  if (!isWhole) return 1;
  return chain && chain.records.keyed > 0 ? 2 : 0;
}

export function keyOf({ key, keyFile }: ChainArguments): string | undefined {
  // Editors and `echo` end a file with a line break, which is not part of the key.
  return keyFile === undefined ? key : fileText('key-file', keyFile).replace(/\r?\n$/, '');
}

/** The whole checkpoints of a file; what is none is told. @throws CommandError for a file that cannot be read */
export function checkpointLines(path: string, say: (line: string) => void): string[] {
  return fileText('checkpoints', path)
    .split('\n')
    .filter((line, index) => {
      if (line.trim() === '') return false;
      try {
        return parseCheckpoint(line) !== undefined;
      } catch {
        say(`line ${index + 1} of "${path}" is no whole checkpoint, and is left out`);
        return false;
      }
    });
}

/**
 * Verifies numbers and chain in an export. Its query may leave records out, so those that it lacks are a fault only where
 * the export is complete.
 * @throws CommandError for a file that cannot be read, or is no export with bodies
 */
export async function verifyFile(path: string, given: ChainArguments): Promise<ExportVerdict> {
  const check = chainCheck(given, { isPart: true });
  const numbers = new SequenceCheck({ isPart: true });
  let records = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      const record = parseRecord(line);
      if ('incomplete' in record && !('_id' in record)) {
        check.note(`the export is not complete: ${String(record['incomplete'])}`);
        continue;
      }
      records++;
      if (record.chain !== undefined && !('headers' in record))
        throw new CommandError(
          `line ${records} of "${path}" has no headers and bodies: an export without them cannot be verified. Export with the permission for bodies.`,
        );
      check.see(record);
      numbers.see(record);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `"${path}" cannot be read as an export in NDJSON (record ${records + 1}): ${messageOf(error)}`,
    );
  }
  if (records === 0) throw new CommandError(`"${path}" has no records. Name an export in NDJSON with --file.`);
  if (!given.numbersOnly && check.summary.records.unchained === records)
    throw new CommandError(`No record in "${path}" has a chain. Turn integrity.chain on before records are made.`);
  const missing = numbers.findings().map((finding) => (given.complete ? finding : leftOut(finding)));
  const hashes = given.numbersOnly ? undefined : check;
  return {
    records,
    findings: [...missing, ...(hashes?.findings() ?? [])],
    numbers: numbers.summary,
    summary: hashes?.summary,
  };
}

function leftOut(finding: VerificationFinding): VerificationFinding {
  if (finding.level !== 'missing') return finding;
  const message = `${finding.message}. The query of the export may have left them out; with --complete they are missing`;
  return { ...finding, level: 'note', message };
}

export interface ExportVerdict {
  readonly records: number;
  readonly findings: readonly VerificationFinding[];
  readonly numbers: SequenceSummary;
  /** Absent with `--numbers-only`. */
  readonly summary: ChainCheck['summary'] | undefined;
}

function fileText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`--${option} names "${path}", which cannot be read: ${messageOf(error)}`);
  }
}

export function chainText({ records, instances }: ChainCheck['summary']): string {
  const counts = Object.entries(records).filter(([, count]) => count > 0);
  return `Chains of ${counted(instances, 'process', 'processes')}: ${counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}.`;
}

export const findingText = ({ level, message }: VerificationFinding): string =>
  `${level.toUpperCase().padEnd(8)}${plainText(message)}`;
