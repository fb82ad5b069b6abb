import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { errorText } from '../common/error-text.js';
import { ChainCheck } from '../integrity/verify/chain-check.js';
import type { ChainSettings } from '../integrity/verify/chain-verification.js';
import type { Explanation } from '../integrity/verify/finding.js';
import { parseRecord } from '../record/extended-json.js';
import type { VerificationFinding } from '../verification/check.js';
import { CommandError } from './command-error.js';

/** What `verify` was given to verify the chain. */
export interface ChainArguments {
  /** Path of a file with `integrity.key`. */
  keyFile?: string | undefined;
  /** `integrity.key`, where no file is given. */
  key?: string | undefined;
  /** Path of a file of checkpoints. */
  checkpoints?: string | undefined;
  /** Path of an export in NDJSON, verified instead of a collection. */
  file?: string | undefined;
}

/** @throws CommandError for a file that cannot be read */
export function chainCheck(
  given: ChainArguments,
  span: Pick<ChainSettings, 'isPart' | 'expiredBefore'>,
  explains?: Explanation,
): ChainCheck {
  const { keyFile, checkpoints } = given;
  // Editors and `echo` end a file with a line break, which is not part of the key.
  const key = keyFile === undefined ? given.key : fileText('key-file', keyFile).replace(/\r?\n$/, '');
  const lines = checkpoints === undefined ? undefined : fileText('checkpoints', checkpoints).split('\n');
  return new ChainCheck({ key, checkpoints: lines, ...span }, explains);
}

/**
 * Verifies the chain in an export. An export leaves out what its query leaves out, so records that it lacks are no
 * fault.
 * @throws CommandError for a file that cannot be read, or is no export with bodies
 */
export async function verifyFile(path: string, given: ChainArguments): Promise<ExportVerdict> {
  const check = chainCheck(given, { isPart: true });
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
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `"${path}" cannot be read as an export in NDJSON (record ${records + 1}): ${errorText(error)}`,
    );
  }
  if (records === 0) throw new CommandError(`"${path}" has no records. Name an export in NDJSON with --file.`);
  if (check.summary.records.unchained === records)
    throw new CommandError(`No record in "${path}" has a chain. Turn integrity.chain on before records are made.`);
  return { records, findings: check.findings(), summary: check.summary };
}

export interface ExportVerdict {
  readonly records: number;
  readonly findings: readonly VerificationFinding[];
  readonly summary: ChainCheck['summary'];
}

function fileText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`--${option} names "${path}", which cannot be read: ${errorText(error)}`);
  }
}

/** Records by what their hashes say. */
export function chainText({ records, instances }: ChainCheck['summary']): string {
  const counts = Object.entries(records).filter(([, count]) => count > 0);
  return `Chains of ${instances} processes: ${counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}.`;
}
