import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { DAY_MS } from '../../common/time.js';
import { chosenDays, loadArchive } from '../../retention/archive/load-archive.js';
import { ArchiveError } from '../../retention/archive/manifest.js';
import { restoreArchive, type RestoreResult } from '../../retention/archive/restore-archive.js';
import { RawRecords } from '../../storage/mongo/read/raw-records.js';
import { CommandError } from '../command-error.js';
import type { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { type LogArguments, namedLog, storeOf } from '../named-database.js';
import { requireConsistent, verificationExitCode } from '../verify/verify-chain.js';
import { ArchiveCheck } from './archive-check.js';
import { storableRecord } from './storable-record.js';
import { checkDays, verdictText, type VerifyArchiveCommand } from './verify-archive.js';

export interface RestoreArchiveCommand extends VerifyArchiveCommand, LogArguments {
  isDryRun: boolean;
}

interface Restored {
  output: string;
  error?: string;
  /** 0: all records are in the collection; 1: some are missing; 2: the archive was not verified, and nothing was restored. */
  exitCode: 0 | 1 | 2;
}

type Say = (line: string) => void;

/** Verifies archived days, and puts their records back into a collection. @throws CommandError */
export async function restoreArchived(command: RestoreArchiveCommand, say: Say): Promise<Restored> {
  const { directory, from, to, json, isDryRun } = command;
  if (!directory) throw new CommandError('archive restore needs the directory of an archive.');
  checkDays({ from, to });
  requireConsistent(command);
  const log = namedLog('archive restore', command);
  const store = storeOf(log, { warn: say });
  const source = new RawRecords(log.uri, log.database, log.collection);
  try {
    const refused = await refusalOf({ ...command, directory }, say);
    if (refused) return refused;
    const { manifest, files } = chosenDays({ directory, from, to });
    if (!isDryRun) await requireKept(store, files[0]!.day);
    const target = await source.target();
    if (manifest.collection !== target) say(`The archive is of ${manifest.collection}; its records go to ${target}.`);
    const result = await restoreArchive({
      directory,
      from,
      to,
      isDryRun,
      source,
      store,
      recordOf: storableRecord,
      say,
    });
    for (const reason of new Set(result.rejected)) say(`rejected by the store: ${reason}`);
    const output = json ? `${JSON.stringify(result, undefined, 2)}\n` : textOf(result, target, isDryRun);
    return { output, exitCode: result.rejected.length > 0 ? 1 : 0 };
  } catch (error) {
    if (error instanceof ArchiveError)
      return { exitCode: 1, output: '', error: `activity-tracker: ${error.message}\n` };
    throw error instanceof CommandError ? error : new CommandError(messageOf(error));
  } finally {
    await source.close();
    await store.close();
  }
}

/** Restores nothing from an archive that is incomplete or cannot be verified. */
async function refusalOf(
  { directory, from, to, ...given }: RestoreArchiveCommand & { directory: string },
  say: Say,
): Promise<Restored | undefined> {
  const check = await ArchiveCheck.of({ directory, from, to }, given);
  const insert = async (batch: readonly Uint8Array[]): Promise<void> => batch.forEach((raw) => check.see(raw));
  await loadArchive({ directory, from, to, insert, say, doing: 'read' });
  const exitCode = verificationExitCode(check.verdict.isWhole, check.verdict.chain);
  if (exitCode === 0) return undefined;
  const remedy = exitCode === 1 ? 'Restore it from a copy.' : 'Give the key with --key-file, or --numbers-only.';
  return { exitCode, output: `${verdictText(check.verdict)}Nothing was put back. ${remedy}\n` };
}

/** @throws CommandError if MongoDB would delete the records at once */
async function requireKept(store: MongoActivityStore, firstDay: string): Promise<void> {
  const { retention_days: days, collection } = await store.describe();
  if (typeof days !== 'number' || Date.parse(firstDay) > Date.now() - days * DAY_MS) return;
  throw new CommandError(
    `${firstDay} is older than the ${days} days after which MongoDB deletes records of ${collection} (storage.retentionDays); nothing ` +
      'was put back. Name another collection, raise it, or serve the days with archive open.',
  );
}

function textOf(
  { records, restored, present, changed, erased, rejected }: RestoreResult,
  target: string,
  isDryRun: boolean,
): string {
  const parts = [
    `${counted(restored, 'record')} of ${records} ${isDryRun ? 'would be put back' : 'put back'} into ${target}`,
    `${present} there already`,
    ...(changed > 0 ? [`${changed} there with another content, which stays`] : []),
    ...(erased > 0 ? [`${erased} of erased persons left out`] : []),
    ...(rejected.length > 0 ? [`${rejected.length} rejected by the store`] : []),
  ];
  return `${parts.join(', ')}.\n`;
}
