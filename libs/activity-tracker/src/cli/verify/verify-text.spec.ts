import { expect, it } from 'vitest';
import { ChainCheck } from '../../integrity/verify/chain-check.js';
import type { VerificationFinding } from '../../verification/check.js';
import { fileText } from './verify-text.js';

const chain = (counts: Partial<ChainCheck['summary']['records']>): ChainCheck['summary'] => {
  const { summary } = new ChainCheck({});
  return { ...summary, instances: 1, records: { ...summary.records, ...counts } };
};
const finding = (code: string, message: string): VerificationFinding => ({ level: 'wrong', code, message });

it('does not call contents as recorded that were not verified', () => {
  const text = fileText('a.ndjson', 3, [], chain({ keyed: 3 }));
  expect(text).toContain(
    'The contents of 3 records were not verified: give integrity.key with --key-file, or ask for --numbers-only.',
  );
  expect(text).not.toContain('as they were recorded');
  expect(fileText('a.ndjson', 3, [], chain({ whole: 3 }))).toContain('The records are as they were recorded.');
});

it('counts the findings of a kind behind the tenth, and says what a wrong key asks for', () => {
  const findings = Array.from({ length: 25 }, (_, index) => finding('wrong-key', `record ${index}`));
  const text = fileText('a.ndjson', 26, [...findings, finding('changed-record', 'record x')], chain({}));
  expect(text.match(/WRONG {3}record \d/g)).toHaveLength(10);
  expect(text).toContain('and 15 more of wrong-key');
  expect(text).toContain('WRONG   record x');
  expect(text).toContain('wrong-key: give the integrity.key of those records');
});
