import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { sealsOf } from '../../integrity/record-links.js';
import { archiveDays } from '../../retention/archive/archive.js';
import { leftBehind } from '../../retention/archive/delete-archived.js';
import { ArchiveError, MANIFEST } from '../../retention/archive/manifest.js';
import { StoredRemovals } from '../../retention/removal-notes.js';
import { RawRecords } from '../../storage/mongo/read/raw-records.js';
import { CommandError } from '../command-error.js';
import { type LogArguments, namedLog, storeOf } from '../named-database.js';
import { type ChainArguments, checkpointLines, keyOf } from '../verify/verify-chain.js';

export interface ArchiveCommand extends Pick<ChainArguments, 'key' | 'keyFile' | 'checkpoints'>, LogArguments {
  before: string | undefined;
  to: string | undefined;
  isDeleting: boolean;
}

/** Writes the days before a date to files, and deletes them if asked. */
export async function archive(command: ArchiveCommand, say: (line: string) => void): Promise<string> {
  const { to: directory, isDeleting } = command;
  const before = beginOf(command.before);
  if (!directory) throw new CommandError('archive needs --to <directory>, which it creates if it is missing.');
  const log = namedLog('archive', command);
  const key = keyOf(command);
  const seals = key === undefined ? undefined : sealsOf({ chain: true, key });
  const checkpoints = command.checkpoints === undefined ? [] : checkpointLines(command.checkpoints, say);
  const store = storeOf(log, { seals, warn: say });
  const notes = new StoredRemovals(store, 'archive');
  const source = new RawRecords(log.uri, log.database, log.collection);
  try {
    const done = await archiveDays(source, { directory, before, isDeleting, store, notes, checkpoints, key, say });
    const target = await source.target();
    const hasFiles = existsSync(join(directory, MANIFEST));
    if (!hasFiles && (await source.next(new Date(0), new Date())) === undefined)
      throw new CommandError(
        `There are no records in ${target}. Name another database or collection with --db and --collection.`,
      );
    const written = `${counted(done.records, 'record')} of ${target} archived in ${counted(done.files, 'new file')} of ${directory}.\n`;
    if (!isDeleting) return `${written}Nothing was deleted; --delete deletes what is archived and verified.\n`;
    return `${written}${counted(done.deleted, 'record')} deleted${leftBehind(done)}.\n`;
  } catch (error) {
    throw error instanceof ArchiveError ? new CommandError(error.message) : new CommandError(messageOf(error));
  } finally {
    await source.close();
    await store.close();
  }
}

/** `2026-01` or `2026-01-15`, in UTC; the day that is under way cannot be archived. */
function beginOf(text: string | undefined): Date {
  const given = `--before is ${text === undefined ? 'missing' : `"${text}"`}`;
  const [, month, day = '01'] = /^(\d{4}-\d\d)(?:-(\d\d))?$/.exec(text ?? '') ?? [];
  const date = new Date(`${month}-${day}T00:00:00Z`);
  if (month === undefined || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(`${month}-${day}`))
    throw new CommandError(`${given}: must be a month or a day (UTC), such as 2026-01 or 2026-01-15.`);
  if (date.getTime() > Date.now())
    throw new CommandError(
      `${given}: must not be in the future, because only whole days are archived. Name an earlier day.`,
    );
  return date;
}
