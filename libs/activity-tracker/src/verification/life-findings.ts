import { counted } from '../common/counted.js';
import type { VerificationFinding } from './check.js';
import type { Life } from './life.js';
import type { Interval } from './seq-bits.js';

const MOST_RANGES = 100;
const MOST_SHOWN = 10;

export function lifeFindings(instance: string, life: Life): VerificationFinding[] {
  const findings: VerificationFinding[] = [];
  const { unexplained: missing } = life;
  const wrong = (code: string, message: string, seqs: readonly number[] = [], count = seqs.length): void =>
    void findings.push({ level: 'wrong', code, instance, count, ranges: seqs.map((seq) => [seq, seq]), message });
  if (missing.length > 0) {
    const count = missing.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const ranges = missing.slice(0, MOST_RANGES).map(({ first, last }) => [first, last] as const);
    const message = `${labelOf(instance, life)} lacks ${counted(count, 'record')}, and nothing explains it: seq ${shown(missing)}`;
    findings.push({ level: 'missing', code: 'missing-records', instance, count, ranges, message });
  }
  const { recent } = life;
  if (recent.length > 0) {
    const count = recent.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const ranges = recent.slice(0, MOST_RANGES).map(({ first, last }) => [first, last] as const);
    const message = `${labelOf(instance, life)} has not stored ${counted(count, 'record')} of the last minutes yet: seq ${shown(recent)}. They are missing if a later verification says so`;
    findings.push({ level: 'note', code: 'recent-records', instance, count, ranges, message });
  }
  const { twice, twiceCount, disordered, disorderedCount, stopped, lastActivity, startedAt, present } = life;
  if (twiceCount > 0)
    wrong(
      'number-given-twice',
      `${instance} has ${counted(twiceCount, 'number')} twice: ${listed(twice)}`,
      twice,
      twiceCount,
    );
  if (disorderedCount > 0)
    wrong(
      'out-of-order',
      `${instance} has ${counted(disorderedCount, 'record')} whose number contradicts the order of their ids: ${listed(disordered)}`,
      disordered,
      disorderedCount,
    );
  if (startedAt > 1)
    wrong('forged-start', `${instance} has a record of its start with the number ${startedAt}`, [startedAt]);
  else if (startedAt === 0 && present.has(1))
    wrong('forged-start', `${instance} does not begin with a record of its start`, [1]);
  if (stopped && stopped.last !== stopped.seq - 1)
    wrong('forged-end', `${instance} has a record of its end that contradicts its number, ${stopped.seq}`, [
      stopped.seq,
    ]);
  if (stopped && lastActivity > stopped.seq)
    wrong('after-end', `${instance} has records after its end, up to number ${lastActivity}`, [lastActivity]);
  return findings;
}

/** The id of a life tells when its process began. */
function labelOf(instance: string, { name }: Life): string {
  const began = new Date(parseInt(instance.slice(0, 8), 16) * 1_000).toISOString().replace('.000', '');
  return `${instance} (${name === undefined ? '' : `${name}, `}began ${began})`;
}

function shown(intervals: readonly Interval[]): string {
  const texts = intervals
    .slice(0, MOST_SHOWN)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`));
  return texts.join(', ') + (intervals.length > MOST_SHOWN ? ', …' : '');
}

const listed = (seqs: readonly number[]): string =>
  seqs.slice(0, MOST_SHOWN).join(', ') + (seqs.length > MOST_SHOWN ? ', …' : '');
