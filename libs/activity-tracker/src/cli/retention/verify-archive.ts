import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { loadArchive } from '../../retention/archive/load-archive.js';
import { ArchiveError } from '../../retention/archive/manifest.js';
import { CommandError } from '../command-error.js';
import {
  type ChainArguments,
  chainText,
  verificationExitCode,
  findingText,
  requireConsistent,
  VERDICTS,
} from '../verify/verify-chain.js';
import { wholeText } from '../verify/verify-text.js';
import { ArchiveCheck, type ArchivedDays, type ArchiveVerdict } from './archive-check.js';

export interface VerifyArchiveCommand extends Omit<ArchivedDays, 'directory'>, ChainArguments {
  directory: string | undefined;
  json: boolean | undefined;
}

interface VerifyArchiveResult {
  output: string;
  error?: string;
  /** 0: whole; 1: records are missing or wrong, or a file is not as it was written; 2: not verified. */
  exitCode: 0 | 1 | 2;
}

/** Verifies the files of an archive, and the numbers and chains of its records. @throws CommandError */
export async function verifyArchive(
  { directory, from, to, json, ...given }: VerifyArchiveCommand,
  say: (line: string) => void,
): Promise<VerifyArchiveResult> {
  if (!directory) throw new CommandError('archive verify needs the directory of an archive.');
  checkDays({ from, to });
  requireConsistent(given);
  try {
    const check = await ArchiveCheck.of({ directory, from, to }, given);
    const insert = async (batch: readonly Uint8Array[]): Promise<void> => batch.forEach((raw) => check.see(raw));
    const records = await loadArchive({ directory, from, to, insert, say });
    const { verdict } = check;
    const exitCode = verificationExitCode(verdict.isWhole, verdict.chain);
    const report = { verdict: VERDICTS[exitCode], records, ...verdict.numbers };
    const output = json
      ? `${JSON.stringify({ ...report, chain: verdict.chain?.records, findings: verdict.findings }, undefined, 2)}\n`
      : `${counted(records, 'record')} in ${directory}.\n${verdictText(verdict)}`;
    return { exitCode, output };
  } catch (error) {
    if (error instanceof ArchiveError)
      return { exitCode: 1, output: '', error: `activity-tracker: ${error.message}\n` };
    throw error instanceof CommandError ? error : new CommandError(messageOf(error));
  }
}

export function verdictText({ isWhole, findings, numbers: { explained }, chain }: ArchiveVerdict): string {
  const causes = Object.entries(explained).map(([cause, count]) => `${count} by ${cause}`);
  return [
    ...(causes.length > 0 ? [`Missing and explained: ${causes.join(', ')}.`] : []),
    ...(chain ? [chainText(chain)] : []),
    ...findings.map(findingText),
    isWhole ? wholeText('The archive is whole', chain) : 'The archive is not whole, or not as it was recorded.',
    '',
  ].join('\n');
}

export function checkDays(days: Readonly<Record<string, string | undefined>>): void {
  for (const [name, day] of Object.entries(days))
    if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day))
      throw new CommandError(`--${name} is "${day}": must be a day (UTC), such as 2026-01-15.`);
}
