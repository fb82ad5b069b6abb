import { Types } from 'mongoose';
import { messageOf } from '../../common/error-text.js';
import { plainText } from '../../common/plain-text.js';
import { DAY_MS } from '../../common/time.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { ACTIVITY_GAP, ACTIVITY_REMOVED, TRACKER_NAMESPACE } from '../../record/tracker-records.js';
import type { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { type LogArguments, type NamedLog, namedLog, storeOf } from '../named-database.js';
import type { VerificationResult } from '../../storage/port/verification-state.js';
import type { VerificationCheck, VerificationFinding } from '../../verification/check.js';
import { instantOf, instantProblem } from '../span.js';
import {
  type ChainArguments,
  chainCheck,
  verificationExitCode,
  requireConsistent,
  verifyFile,
  VERDICTS,
} from './verify-chain.js';
import { fileText, logText } from './verify-text.js';
import { SequenceCheck, type SequenceSummary } from '../../verification/sequence-check.js';

export interface VerifyCommand extends ChainArguments, LogArguments {
  from: string | undefined;
  to: string | undefined;
  json: boolean | undefined;
}

/** 0: the log is whole; 1: records are missing or wrong, and nothing explains it; 2: the log was not verified. */
export interface VerifyResult {
  output: string;
  error?: string;
  exitCode: 0 | 1 | 2;
}

const PROGRESS_EVERY = 100_000;
const MOST_KEPT = 20;
/** A record waits for the end of its response, for a flush, and for those of others: it is stored after later ones then. */
const SETTLED_MS = 300_000;
/** Bodies are read only where they explain what is missing. */
const FIELDS = [
  'instance',
  'seq',
  'url_name',
  'namespace',
  ...['instance', 'reason', 'count', 'ranges', 'last', 'name', 'unlinked'].map((each) => `body.${each}`),
];

/** Reads the log once, in the order of its ids, and tells whether it is whole. Never rejects. */
export async function verify(command: VerifyCommand, say: (line: string) => void): Promise<VerifyResult> {
  const { json, file } = command;
  const [from, to] = [instantOf('from', command.from), instantOf('to', command.to)];
  let log: NamedLog;
  try {
    requireConsistent(command);
    if (file !== undefined) return await verifiedFile(file, command);
    if (from === null) return refused(instantProblem('from', command.from));
    if (to === null) return refused(instantProblem('to', command.to));
    log = namedLog('verify', command);
  } catch (error) {
    return refused(messageOf(error));
  }
  const store = storeOf(log, { warn: say });
  try {
    const { collection: target, retention_days: days } = await store.describe();
    const expiredBefore = days === null || days === undefined ? undefined : new Date(Date.now() - days * DAY_MS);
    const isPart = from !== undefined || to !== undefined;
    const settledBefore = new Date(Date.now() - SETTLED_MS);
    const chain = (await isChained(store, command))
      ? chainCheck(command, { isPart, expiredBefore, settledBefore }, (instance, first, last) =>
          check.explains(instance, first, last),
        )
      : undefined;
    const check: SequenceCheck = new SequenceCheck({
      expiredBefore: chain ? chain.expiredBefore : expiredBefore,
      settledBefore,
      isPart,
    });
    if (isPart)
      for await (const record of store.stream(EXPLAINING, { sort: { _id: 1 }, fields: FIELDS })) check.explain(record);
    const records = await feed(store, idsBetween(from, to), chain ? [check, chain] : [check], say);
    if (records === 0)
      return refused(
        `There are no records in ${target} to verify. Name another span, database or collection with --from, --to, --db and --collection.`,
      );
    const findings = [...check.findings(), ...(chain?.findings() ?? [])];
    if (check.summary.numbered === 0 && findings.every(({ level }) => level === 'note'))
      return refused(
        `None of the ${records} records in ${target} carries a number, so missing ones cannot be found. Records of this tracker do unless buffer.sequence is false.`,
      );
    const result = resultOf(findings, check.summary, { from: from ?? null, to: to ?? null, records });
    const exitCode = verificationExitCode(result.verdict === 'whole', chain?.summary);
    if (exitCode < 2)
      await store.verification
        .save(result)
        .catch((error: unknown) => say(`The result was not stored for the panel: ${messageOf(error)}`));
    const report = {
      ...result,
      verdict: VERDICTS[exitCode],
      ...check.summary,
      ...(chain && { chain: chain.summary.records }),
      findings,
    };
    return {
      exitCode,
      output: json
        ? `${JSON.stringify(report, undefined, 2)}\n`
        : logText(target, result, check.summary, findings, chain?.summary),
    };
  } catch (error) {
    return refused(messageOf(error));
  } finally {
    await store.close();
  }
}

/** Chains are verified where an option asks for it, or where the newest record has one. */
async function isChained(store: MongoActivityStore, given: ChainArguments): Promise<boolean> {
  const { key, keyFile, checkpoints, numbersOnly } = given;
  if (numbersOnly) return false;
  if (key !== undefined || keyFile !== undefined || checkpoints !== undefined) return true;
  const [newest] = await store.find({ seq: { $exists: true } }, { sort: { _id: -1 }, limit: 1, fields: ['chain'] });
  return newest?.chain !== undefined;
}

async function verifiedFile(file: string, command: VerifyCommand): Promise<VerifyResult> {
  try {
    const { records, findings, numbers, summary } = await verifyFile(file, command);
    const isWhole = findings.every(({ level }) => level === 'note');
    const exitCode = verificationExitCode(isWhole, summary);
    const verdict = VERDICTS[exitCode];
    const report = { verdict, records, ...numbers, chain: summary?.records, findings };
    const output = command.json
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : fileText(file, records, findings, summary);
    return { exitCode, output };
  } catch (error) {
    return refused(messageOf(error));
  }
}

const EXPLAINING = { url_name: { $in: [ACTIVITY_GAP, ACTIVITY_REMOVED] }, namespace: TRACKER_NAMESPACE };

async function feed(
  store: MongoActivityStore,
  filter: Record<string, unknown>,
  checks: readonly VerificationCheck[],
  say: (line: string) => void,
): Promise<number> {
  let records = 0;
  let last: ActivityLog | undefined;
  const isWhole = checks.some(({ fields }) => fields === 'all');
  const read = isWhole ? { keepsBytes: true } : { fields: FIELDS, batchSize: 1_000 };
  for await (const record of store.stream(filter, { sort: { _id: 1 }, ...read })) {
    for (const check of checks) check.see(record);
    last = record;
    if (++records % PROGRESS_EVERY === 0) say(`${records} records read, to ${timeOf(last)}`);
  }
  return records;
}

/** An id that another program gave tells no time. */
const timeOf = ({ _id, created_time }: ActivityLog): string =>
  _id instanceof Types.ObjectId ? _id.getTimestamp().toISOString() : plainText(created_time);

/** Ids tell when a record was made: the numbers of a life are in their order. */
function idsBetween(from: Date | undefined, to: Date | undefined): Record<string, unknown> {
  const bounds = { ...(from && { $gte: idAt(from) }), ...(to && { $lt: idAt(to) }) };
  return Object.keys(bounds).length === 0 ? {} : { _id: bounds };
}

const idAt = (date: Date): Types.ObjectId => Types.ObjectId.createFromTime(Math.floor(date.getTime() / 1_000));

function resultOf(
  findings: readonly VerificationFinding[],
  { instances, explained, unexplained }: SequenceSummary,
  span: Pick<VerificationResult, 'from' | 'to' | 'records'>,
): VerificationResult {
  const problems = findings.filter(({ level }) => level !== 'note');
  return {
    at: new Date(),
    verdict: problems.length === 0 ? 'whole' : 'broken',
    ...span,
    instances,
    explained,
    unexplained,
    problems: problems.length,
    findings: problems.slice(0, MOST_KEPT).map(({ message }) => message),
  };
}

const refused = (message: string): VerifyResult => ({
  exitCode: 2,
  output: '',
  error: `activity-tracker: ${message}\n`,
});
