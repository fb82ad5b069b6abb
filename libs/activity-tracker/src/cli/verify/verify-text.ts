import { counted } from '../../common/counted.js';
import type { ChainCheck } from '../../integrity/verify/chain-check.js';
import type { VerificationResult } from '../../storage/port/verification-state.js';
import type { VerificationFinding } from '../../verification/check.js';
import type { SequenceSummary } from '../../verification/sequence-check.js';
import { chainText, findingText } from './verify-chain.js';

type Chain = ChainCheck['summary'];

/** Findings of one kind that are printed; `--json` has more of them. */
const MOST_OF_A_KIND = 10;

export function logText(
  target: string,
  { verdict, records, instances, unexplained }: VerificationResult,
  { unnumbered, open, explained }: SequenceSummary,
  findings: readonly VerificationFinding[],
  chain: Chain | undefined,
): string {
  const causes = Object.entries(explained).map(([cause, count]) => `${count} by ${cause}`);
  const missing = `The log is not whole: ${counted(unexplained, 'record is', 'records are')} missing without an explanation.`;
  const broken = unexplained > 0 || !chain ? missing : 'The log is not as it was recorded.';
  return lines([
    `${counted(records, 'record')} of ${counted(instances, 'process', 'processes')} in ${target}, ${unnumbered} of them without a number.`,
    ...(open > 0 ? [openText(open)] : []),
    ...(causes.length > 0 ? [`Missing and explained: ${causes.join(', ')}.`] : []),
    ...(chain ? [chainText(chain)] : []),
    ...findingLines(findings),
    verdict === 'whole' ? wholeText('The log is whole', chain) : broken,
  ]);
}

export function fileText(
  file: string,
  records: number,
  findings: readonly VerificationFinding[],
  chain: Chain | undefined,
): string {
  return lines([
    `${counted(records, 'record')} in ${file}.`,
    ...(chain ? [chainText(chain)] : []),
    ...findingLines(findings),
    findings.every(({ level }) => level === 'note')
      ? wholeText(chain ? 'The records are as they were recorded' : 'No number is wrong', chain)
      : 'The records are not as they were recorded.',
  ]);
}

const lines = (texts: readonly string[]): string => `${texts.join('\n')}\n`;

const openText = (open: number): string =>
  `${counted(open, 'process', 'processes')} without a record of the end: running, or killed. Records that a killed process left in ` +
  'buffer.spoolDirectory are stored by the next one: npx activity-tracker spool list DIR shows those that still wait. Where none do, none is missing for that reason.';

/** Without the key the hashes of a keyed chain prove nothing about the contents. */
export function wholeText(text: string, chain: Chain | undefined): string {
  const unread = chain?.records.keyed ?? 0;
  if (unread === 0) return `${text}.`;
  return (
    `No number and no link is wrong. The contents of ${counted(unread, 'record')} were not verified: ` +
    'give integrity.key with --key-file, or ask for --numbers-only.'
  );
}

function findingLines(findings: readonly VerificationFinding[]): string[] {
  const seen = new Map<string, number>();
  const shown: string[] = [];
  for (const finding of findings) {
    const { level, code } = finding;
    const count = (seen.get(code) ?? 0) + 1;
    seen.set(code, count);
    if (level === 'note' || count <= MOST_OF_A_KIND) shown.push(findingText(finding));
  }
  for (const [code, count] of seen)
    if (code !== 'chain' && count > MOST_OF_A_KIND)
      shown.push(`        and ${count - MOST_OF_A_KIND} more of ${code}: --json lists them`);
  if (seen.has('wrong-key')) shown.push('        wrong-key: give the integrity.key of those records with --key-file.');
  return shown;
}
