import { Types } from 'mongoose';
import type { ActivityTrackerOptions } from '../../activity-tracker.options.js';
import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { StoredRecordMask } from '../../masking/stored-record-mask.js';
import { resolveOptions } from '../../module/options/resolve-options.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import type { AuditEntry, AuditStore } from '../../storage/port/audit-store.js';
import { CommandError } from '../command-error.js';
import type { Result } from '../command-line.js';
import { requireDatabase } from '../named-database.js';
import { instantOf, instantProblem } from '../span.js';
import { ForeignRecords } from './foreign-records.js';
import { idOfText } from './id-text.js';
import { type MaskedCounts, maskRecords } from './mask-records.js';

interface MaskCommand {
  isDryRun: boolean;
  from: string | undefined;
  to: string | undefined;
  after?: string | undefined;
  json: boolean | undefined;
}

/** Masks secrets in the stored records of other writers by the options of an application. */
export async function maskExisting(
  given: ActivityTrackerOptions,
  { isDryRun, from, to, after, json }: MaskCommand,
  say: (line: string) => void,
): Promise<Result> {
  const { mongo, masking, admin } = resolveOptions(given);
  if (mongo?.uri === undefined)
    throw new CommandError('mask-existing needs a MongoDB: --uri <connection string>, or mongo.uri in the options.');
  const { uri, dbName, collectionName } = mongo;
  const span = { from: instant('from', from), to: instant('to', to), after: position(after) };
  requireDatabase('mask-existing', uri, dbName);
  const store = new MongoActivityStore({ uri, dbName, collectionName, warn: say });
  store.audit.retain(admin.auditRetentionDays);
  const source = new ForeignRecords(uri, dbName, collectionName);
  let entry: AuditEntry | undefined;
  let reached = after;
  const run = {
    source,
    mask: new StoredRecordMask(masking).mask,
    isDryRun,
    ...span,
    held: async () => new Set((await store.holds.list()).map(({ user_id }) => String(user_id))),
    begin: async () => void (entry = await announce(store.audit, { from, to })),
    reached: (id: string) => void (reached = id),
    say,
  };
  try {
    const counts = await maskRecords(run);
    if (entry) await conclude(store.audit, entry, counts);
    const target = await source.target();
    return {
      exitCode: counts.left > 0 ? 2 : 0,
      output: json
        ? `${JSON.stringify({ dry_run: isDryRun, ...counts }, undefined, 2)}\n`
        : summary(counts, target, isDryRun),
    };
  } catch (error) {
    const start = reached === undefined ? '' : ` with --after '${reached}'`;
    const remedy = isDryRun ? '' : ` Records masked so far stay masked. Run the command again${start} to continue.`;
    throw new CommandError(`${messageOf(error)}${remedy}`);
  } finally {
    await source.close();
    await store.close();
  }
}

function instant(name: 'from' | 'to', text: string | undefined): Date | undefined {
  const date = instantOf(name, text);
  if (date === null) throw new CommandError(instantProblem(name, text));
  return date;
}

function position(text: string | undefined): { id: unknown } | undefined {
  const found = text === undefined ? undefined : idOfText(text);
  if (text !== undefined && !found)
    throw new CommandError(
      `--after must be the id of a record, as the progress of an earlier run names it (got "${text}"): 24 hexadecimal digits, or extended JSON.`,
    );
  return found;
}

async function announce(audit: AuditStore, span: { from: string | undefined; to: string | undefined }) {
  const parameters = Object.entries(span).filter((each): each is [string, string] => each[1] !== undefined);
  const entry: AuditEntry = {
    _id: new Types.ObjectId(),
    created_time: new Date(),
    action: 'mask',
    administrator_id: 'mask-existing',
    client_ip_address: null,
    session: null,
    ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
    records: null,
    count: 1,
  };
  await audit.append(entry);
  return entry;
}

async function conclude(
  audit: AuditStore,
  entry: AuditEntry,
  { masked, fields, held, left }: MaskedCounts,
): Promise<void> {
  const { _id, parameters: _, ...act } = entry;
  await audit.append({
    ...act,
    _id: new Types.ObjectId(),
    created_time: new Date(),
    records: masked,
    ends: _id,
    complete: left === 0,
    outcome: { fields, held, left },
  });
}

function summary(
  { read, masked, fields, held, left, left_ids }: MaskedCounts,
  target: string,
  isDryRun: boolean,
): string {
  if (read === 0) return `${target} holds no records of other writers: there is nothing to mask.\n`;
  const lines = [
    `${counted(read, 'record')} of other writers in ${target}, ${masked} ${isDryRun ? 'with secrets' : 'masked'}.`,
    ...Object.entries(fields).map(([field, number]) => `  ${field}: ${number}`),
    ...(held > 0 ? [`${counted(held, 'record')} under a legal hold left as they are.`] : []),
    ...(left > 0
      ? [
          `${counted(left, 'record')} left as they are: too large to mask as a whole, with numbers for keys, or changed meanwhile. The first: ${left_ids.join(', ')}`,
        ]
      : []),
    ...(isDryRun ? ['Nothing was changed; without --dry-run the secrets are masked for good.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
